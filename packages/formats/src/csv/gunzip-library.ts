// A module of its own, so that the bundler takes no more of the library than this.
export { Gunzip } from "fflate";

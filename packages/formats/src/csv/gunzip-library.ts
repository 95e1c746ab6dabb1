// A module of its own, so that the bundler takes no more of the library than this.
/** @public Required by openGunzip. */
export { Gunzip } from "fflate";

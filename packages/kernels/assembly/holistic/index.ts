export { holistic_assign, holistic_quantiles, holistic_store } from "./quantiles";
export { holistic_bits, holistic_histogram, holistic_gather, holistic_select } from "./select";
export { holistic_link, holistic_string_bytes, holistic_move_strings } from "./streamed";

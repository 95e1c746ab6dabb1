export type { Answer, AnswerValue } from "./oracle/answer.ts";
export { answerOfFrame } from "./oracle/answer.ts";
export type { CompareOptions } from "./oracle/compare-answers.ts";
export { compareAnswers } from "./oracle/compare-answers.ts";
export { DuckdbSession } from "./oracle/duckdb-session.ts";
export { Random } from "./random.ts";
export type { Corpus, CorpusTable } from "./tables/corpus.ts";
export { openCorpus } from "./tables/corpus.ts";

import type { LazyFrame } from "@millrace/frame";
import type { Fields } from "../config/config-node.ts";
import type { Table } from "../plan/table.ts";

/** What a step may know of the job around it. */
export interface StepScope {
  /** The column that keys such as `year` are taken of where no column of that name exists. */
  readonly timeColumn: string;
}

/** Turns the step's inputs into its result; undefined where a fault was noted. */
export type BuildStep = (
  tables: readonly Table[],
  scope: StepScope,
) => LazyFrame | undefined | Promise<LazyFrame | undefined>;

/** The keys of a join, for its row counts, and what it promises of them. */
export interface JoinFacts {
  readonly how: string;
  readonly validate: string;
  readonly leftOn: readonly string[];
  readonly rightOn: readonly string[];
  readonly nullsEqual: boolean;
}

/** A step as its type has read it. */
export interface StepBody {
  readonly build: BuildStep;
  /** Set where the step is a join by keys. */
  readonly join?: JoinFacts;
}

/** A kind of step: one file, and one line in the registry. */
export interface StepType {
  /** Its keys beside `id`, `type` and those of its inputs. */
  readonly keys: readonly string[];
  /** The keys that name its inputs; the first may be left out and is then the step before. */
  readonly inputKeys: readonly string[];
  /** Whether the result always has as many rows as the (only) input. */
  readonly keepsRows: boolean;
  /** Reads its keys; undefined where a fault was noted. */
  read(fields: Fields): StepBody | undefined;
}

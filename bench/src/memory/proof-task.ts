/** What the process of a proof has to do; JSON. */
export interface ProofTask {
  readonly name: string;
  /** Table → its files. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** Bytes; null = no limit. */
  readonly memoryBytes: number | null;
  /** null = the engine's choice. */
  readonly threads: number | null;
  readonly tempDir: string;
  readonly outputPath: string;
  readonly outcomePath: string;
}

/** What it did; JSON. */
export interface ProofOutcome {
  readonly rows: number;
  readonly seconds: number;
  readonly spilledBytes: number;
  readonly peakRssMiB: number;
  /** What lies in the folder for temporary files behind the query. */
  readonly filesLeft: number;
  /** SHA-256 of the rows in their order. */
  readonly digest: string;
}

/** One line of the record that `--json` writes. */
export interface ProofRecord {
  readonly operator: string;
  readonly factor: number;
  /** Rows of the tables. */
  readonly rows: number;
  readonly limitMiB: number;
  readonly peakRssMiB: number;
  readonly spilledBytes: number;
  readonly seconds: number;
  readonly unlimitedSeconds: number;
  /** The rows, and their order, are those of the run without a limit. */
  readonly equal: boolean;
}

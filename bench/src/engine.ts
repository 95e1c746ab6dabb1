/** How the process of a case is started. */
export interface CaseProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What an engine needs to know to prepare itself. */
export interface EngineSettings {
  readonly threads: number;
  /** Run millrace from its sources instead of the built package. */
  readonly sources: boolean;
}

/** Where the forms of a query are looked up. */
export interface FormRequest {
  readonly suite: string;
  /** The folder that has them: the suite's, or that of the suite whose queries it takes. */
  readonly folder: string;
  readonly query: string;
}

/** A system that can run queries, behind a program that takes the path of a task as its last argument. */
export interface Engine {
  readonly name: string;
  /** The engine behind several packages, whose own SQL holds for all of them; the name when absent. */
  readonly family?: string;
  /** It answers NaN where others answer null, or the other way round. */
  readonly nanIsNull?: boolean;
  /** Whether it keeps to a memory cap that it is given. */
  readonly takesMemoryLimit: boolean;
  /**
   * The forms that the engine has of a query, the fastest of which stands for it; only "sql" when absent. An empty list
   * means that nobody has written the query for it.
   */
  readonly forms?: (request: FormRequest) => Promise<readonly string[]>;
  /** Installs or builds what the cases need; throws with the reason where that is not possible. */
  readonly prepare: (settings: EngineSettings) => Promise<CaseProgram>;
}

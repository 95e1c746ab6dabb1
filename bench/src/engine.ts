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

/** A system that can run queries, behind a program that takes the path of a task as its last argument. */
export interface Engine {
  readonly name: string;
  /** Whether it keeps to a memory cap that it is given. */
  readonly takesMemoryLimit: boolean;
  /** Installs or builds what the cases need; throws with the reason where that is not possible. */
  readonly prepare: (settings: EngineSettings) => Promise<CaseProgram>;
}

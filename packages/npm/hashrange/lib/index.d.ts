/** What the client of the AWS SDK for JavaScript is made with: `new DynamoDBClient(fork.clientConfig)`. */
export interface ClientConfig {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

export interface ForkOptions {
  /**
   * `"system"`, `"manual"` (which begins now), or the time at which a manual clock begins, such as
   * `"2030-01-01T00:00:00Z"`, not before that of the tables which are forked. Without it, it goes on as theirs.
   */
  clock?: string;
  /** How long the fork is kept without a request, such as `"10m"`: one hour unless it is said. */
  kept?: string;
}

export interface StartOptions {
  /** Further arguments of `hashrange serve`, such as `["--fixture", "template.yaml"]`. */
  arguments?: readonly string[];
  /** The program to start, instead of the installed one. */
  program?: string;
  /** The region of the tables: us-east-1 unless it is said. */
  region?: string;
  /** How long to wait until it is ready, in milliseconds: 30,000 unless it is said. */
  startMs?: number;
}

/** The tables that a server has for an access key. */
export class Tables {
  constructor(url: string, accessKeyId: string, secretAccessKey: string, region?: string);
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  /** With what a client of the AWS SDK finds these tables. */
  get clientConfig(): ClientConfig;
  /** The variables by which AWS SDKs in whatever language find these tables. */
  get environment(): Record<string, string>;
  /**
   * Sends a request below `/_hashrange/` about these tables, such as `control("GET", "clock")`, and returns the answer's
   * JSON; a snapshot is returned as text.
   * @throws {ControlError} if the server refuses it.
   */
  control(method: string, path: string, body?: unknown): Promise<any>;
  /** A copy of these tables as they are now, with an access key of its own. */
  fork(options?: ForkOptions): Promise<Fork>;
  /** Moves a manual clock forward, by seconds or a time such as `"1h 30m"`, and does what is due. */
  advance(time: string | number): Promise<any>;
  /**
   * Adds a rule by which calls fail, are lost or late, such as `{ operations: ["PutItem"], answer: { throttled: {} } }`.
   * What is returned tells how often it did.
   */
  fault(rule: Record<string, unknown>): Promise<() => Promise<number>>;
  /** Has the tables be as at the start, or those of a fork as when it was made. Returns their names. */
  reset(): Promise<string[]>;
  /** All tables as text, which `hashrange sql --file` and the other commands of the program read. */
  snapshot(): Promise<string>;
}

/** Tables of a test's own: a copy, until `end`. `await using` ends it too. */
export class Fork extends Tables {
  /** Ends the fork. Its access key is refused from then on. */
  end(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A server, as a process of its own, which never outlives this one. `await using` stops it too. */
export class Server extends Tables {
  private constructor();
  /** The newest 1,000 lines that it wrote to standard error: with `--log` among its arguments, one for each request. */
  get log(): string;
  /** Stops the server when the requests in flight are answered, and waits for its end. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** All errors of this package. */
export class HashrangeError extends Error {}

/** The server refused a request: the `status` of HTTP, and the `kind` of refusal, such as `NotFound`. */
export class ControlError extends HashrangeError {
  constructor(status: number, kind: string, message: string);
  readonly status: number;
  readonly kind: string;
}

/**
 * Starts a server on a free port of this machine, with `--control`, and waits until clients can connect.
 * @throws {HashrangeError} if it does not come up, with what it said, or if there is no program.
 */
export function start(options?: StartOptions): Promise<Server>;

/** The tables of a server that runs: that which `hashrange/setup` started, unless an address is given. */
export function connect(url?: string, options?: { region?: string }): Tables;

/**
 * The path of the program: what the variable `HASHRANGE` names, else that of the installed package for this system.
 * @throws {HashrangeError} if there is none.
 */
export function program(): string;

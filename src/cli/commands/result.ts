import type { Status } from '../../bridge/types';
import type { Arguments } from '../arguments';
import type { Io } from '../io';

/** What a command found: the wire's own shape for programs, a text for people, and how bad it is. */
export interface Result {
	readonly json: unknown;
	readonly text: string;
	readonly status: Status;
}

export type Command = ( given: Arguments, io: Io ) => Promise< Result >;

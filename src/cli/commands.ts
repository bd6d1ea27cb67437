import { flags, flags_set } from './commands/flags';
import { health, health_check } from './commands/health';
import { queues } from './commands/queues';
import type { Command } from './commands/result';
import { status } from './commands/status';
import { trace } from './commands/trace';

/** By what is typed; the longest that fits is meant. */
export const COMMANDS: Readonly< Record< string, Command > > = {
	status,
	health,
	'health list': health,
	'health check': health_check,
	queues,
	'queues list': queues,
	flags,
	'flags list': flags,
	'flags set': flags_set,
	trace,
};

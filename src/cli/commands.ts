import { alerts, alerts_ack, alerts_show } from './commands/alerts';
import { flags, flags_set } from './commands/flags';
import { health, health_check } from './commands/health';
import { kpi, kpi_get } from './commands/kpi';
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
	kpi,
	'kpi list': kpi,
	'kpi get': kpi_get,
	alerts,
	'alerts list': alerts,
	'alerts show': alerts_show,
	'alerts get': alerts_show,
	'alerts ack': alerts_ack,
};

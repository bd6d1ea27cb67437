import { alerts, alerts_ack, alerts_show } from './commands/alerts';
import { flags, flags_set } from './commands/flags';
import { health, health_check } from './commands/health';
import { kpi, kpi_get } from './commands/kpi';
import {
	proposals,
	proposals_accept,
	proposals_dismiss,
	proposals_show,
} from './commands/proposals';
import { queues } from './commands/queues';
import type { Command } from './commands/result';
import { status } from './commands/status';
import { trace } from './commands/trace';
import { triggers, triggers_arm, triggers_disarm } from './commands/triggers';
import {
	rehearsal,
	rehearse,
	vault,
	vault_card,
	vault_drill,
	vault_keep,
	vault_pin,
} from './commands/vault';
import {
	watchdog,
	watchdog_install,
	watchdog_policy,
	watchdog_remove,
} from './commands/watchdog';

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
	proposals,
	'proposals list': proposals,
	'proposals show': proposals_show,
	'proposals accept': proposals_accept,
	'proposals dismiss': proposals_dismiss,
	triggers,
	'triggers list': triggers,
	'triggers arm': triggers_arm,
	'triggers disarm': triggers_disarm,
	vault,
	'vault list': vault,
	'vault keep': vault_keep,
	'vault pin': vault_pin,
	'vault drill': vault_drill,
	'vault card': vault_card,
	rehearsal,
	rehearse,
	watchdog,
	'watchdog status': watchdog,
	'watchdog install': watchdog_install,
	'watchdog remove': watchdog_remove,
	'watchdog policy': watchdog_policy,
};

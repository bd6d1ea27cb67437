import * as api from '../../bridge/api';
import type { Queues } from '../../bridge/types';
import { plain, queue_status, table, worst } from '../output';
import type { Result } from './result';
import { way_forward } from './words';

function queues_text( report: Queues ): string {
	const { action_scheduler } = report;
	const note =
		action_scheduler.state === 'present'
			? []
			: [
					plain(
						`Action Scheduler is ${ action_scheduler.state }: ${ action_scheduler.detail }${ way_forward( action_scheduler.action ) }`
					),
				];
	return [
		...note,
		table(
			[
				'id',
				'state',
				'pending',
				'due',
				'running',
				'failed',
				'held',
				'oldest_due_age_s',
				'last_runner_at',
			],
			report.queues.map( ( queue ) => [
				queue.id,
				queue.state,
				queue.pending,
				queue.due,
				queue.running,
				queue.failed,
				queue.held,
				queue.oldest_due_age_s,
				queue.last_runner_at,
			] )
		),
	].join( '\n' );
}

export async function queues(): Promise< Result > {
	const report = await api.read( api.paths.queues );
	return {
		json: report,
		text: queues_text( report ),
		status: worst( report.queues.map( queue_status ) ),
	};
}

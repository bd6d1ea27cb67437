import { useDispatch } from '@wordpress/data';
import { __, _n, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { newIdempotencyKey } from '../../bridge/idempotency';
import { formatNumber } from '../../bridge/time';
import type { Rehearsal } from '../../bridge/types';
import { actorText } from '../../components/describe';
import { Fold } from '../../components/fold';
import { GuardedButton } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { Said } from '../../components/said';
import { Loaded } from '../../components/states';
import { TaskError } from '../../components/task-error';
import { Time } from '../../components/time';
import { useTask } from '../../components/use-task';
import { useSite } from '../../site';
import { store } from '../../store';
import { useLive } from '../../store/polling';

/** It changes when somebody rehearses. */
const REHEARSAL_POLL_MS = 60_000;

type Rehearsed = NonNullable< Rehearsal[ 'last' ] >;

/** To a tenth of a second; what took less took something. */
function spanText( ms: number, locale: string ): string {
	if ( ms < 50 ) {
		return sprintf(
			/* translators: %s: number of seconds. */
			__( 'under %s s', 'smartalloc-ops' ),
			formatNumber( 0.1, locale )
		);
	}
	return sprintf(
		/* translators: %s: number of seconds. */
		__( '%s s', 'smartalloc-ops' ),
		formatNumber( Math.round( ms / 100 ) / 10, locale )
	);
}

function Parts( { parts }: Pick< Rehearsed, 'parts' > ) {
	const { locale } = useSite();
	return (
		<ol className="smartalloc-ops__parts">
			{ parts.map( ( { id, title, took_ms, failed, said } ) => (
				<li key={ id }>
					<Mark
						shape={ failed === null ? 'good' : 'critical' }
						word={
							failed === null
								? __( 'Done', 'smartalloc-ops' )
								: __( 'Failed', 'smartalloc-ops' )
						}
						bare
					/>{ ' ' }
					{ title }{ ' ' }
					<span className="smartalloc-ops__quiet">
						{ spanText( took_ms, locale ) }
						{ said !== '' && (
							<>
								{ ' · ' }
								<Said>{ said }</Said>
							</>
						) }
					</span>
				</li>
			) ) }
		</ol>
	);
}

function LastRehearsal( { last }: { last: Rehearsed } ) {
	const { locale } = useSite();
	return (
		<>
			<p>
				<Mark
					shape={ last.ok ? 'good' : 'critical' }
					word={
						last.ok
							? __( 'Could be done', 'smartalloc-ops' )
							: __( 'Could not be done', 'smartalloc-ops' )
					}
				/>{ ' ' }
				<Time at={ last.at } />
				<span className="smartalloc-ops__quiet">
					{ last.actor !== null && (
						<>
							{ ' · ' }
							<bdi>{ actorText( last.actor ) }</bdi>
						</>
					) }
					{ ' · ' }
					{ spanText( last.took_ms, locale ) }
					{ last.version !== null && (
						<>
							{ ' · ' }
							<bdi dir="ltr">{ last.version }</bdi>
						</>
					) }
				</span>
			</p>
			{ ! last.is_good && (
				<p className="smartalloc-ops__note">
					{ __(
						'Another build is called good by now, or none: rehearse again.',
						'smartalloc-ops'
					) }
				</p>
			) }
			{ last.ok ? (
				<Fold
					summary={ sprintf(
						/* translators: %s: number of steps. */
						_n(
							'What was done, in %s step',
							'What was done, in %s steps',
							last.parts.length,
							'smartalloc-ops'
						),
						formatNumber( last.parts.length, locale )
					) }
				>
					<Parts parts={ last.parts } />
				</Fold>
			) : (
				<Parts parts={ last.parts } />
			) }
		</>
	);
}

/** Everything of a rollback that only reads, for real; what came of it is remembered with its age. */
export function RehearsalPanel() {
	const live = useLive( paths.rehearsals, REHEARSAL_POLL_MS );
	const { rehearse } = useDispatch( store );
	const task = useTask();
	const start = () =>
		task.run( async () =>
			( await rehearse( newIdempotencyKey() ) )
				? __( 'It could be done.', 'smartalloc-ops' )
				: __( 'It could not be done.', 'smartalloc-ops' )
		);
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Rehearsal', 'smartalloc-ops' ) }</h3>
			<div className="smartalloc-ops__stack">
				<p className="smartalloc-ops__quiet">
					{ __(
						'The archive of the good build is read whole, unpacked beside and compared file by file, and the site is asked which build it runs. No switch, no job, no message and no file of a plugin is touched, and what was unpacked goes again.',
						'smartalloc-ops'
					) }
				</p>
				<Loaded live={ live } rows={ 2 }>
					{ ( { last } ) =>
						last === null ? (
							<p className="smartalloc-ops__empty">
								{ __(
									'Nobody has rehearsed yet, so nobody knows whether it works here and how long it takes.',
									'smartalloc-ops'
								) }
							</p>
						) : (
							<LastRehearsal last={ last } />
						)
					}
				</Loaded>
				<div className="smartalloc-ops__buttons">
					<GuardedButton
						capability="smartalloc_ops_rollback"
						is_busy={ task.busy }
						onClick={ start }
					>
						{ __( 'Rehearse now', 'smartalloc-ops' ) }
					</GuardedButton>
				</div>
				<TaskError error={ task.error } />
			</div>
		</section>
	);
}

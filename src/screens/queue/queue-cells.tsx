import { Button } from '@wordpress/components';
import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { formatDuration } from '../../bridge/time';
import type { Flag, Queue } from '../../bridge/types';
import { ActionItem, TabLink } from '../../components/actions';
import { MissingCell } from '../../components/count';
import { actorText } from '../../components/describe';
import { GuardedButton } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { Time } from '../../components/time';
import { useFocusTarget } from '../../components/use-focus-target';
import { queueWord } from '../../components/words';
import { useSite } from '../../site';

interface NameCellProps {
	queue: Queue;
	open: boolean;
	focused: boolean;
	onToggle: () => void;
}

export function NameCell( { queue, open, focused, onToggle }: NameCellProps ) {
	const ref = useFocusTarget< HTMLButtonElement >( focused );
	return (
		<Button
			__next40pxDefaultSize
			ref={ ref }
			variant="link"
			className="smartalloc-ops__toggle"
			aria-expanded={ open }
			onClick={ onToggle }
		>
			<bdi dir="ltr">{ queue.name }</bdi>
		</Button>
	);
}

export function kindText( kind: Queue[ 'kind' ] ): string {
	switch ( kind ) {
		case 'action_scheduler':
			return __( 'Action Scheduler', 'smartalloc-ops' );
		case 'wp_cron':
			return __( 'WP-Cron', 'smartalloc-ops' );
		case 'gravity_forms':
			return __( 'Gravity Forms', 'smartalloc-ops' );
		case 'work':
			return __( 'Kept by this plugin', 'smartalloc-ops' );
	}
}

/** The state in a word, and who or what made it so. */
export function StateCell( { queue }: { queue: Queue } ) {
	const { paused, availability } = queue;
	return (
		<>
			<Mark { ...queueWord( queue.state ) } />
			{ paused && (
				<div className="smartalloc-ops__quiet">
					{ createInterpolateElement(
						__(
							'<time /> by <actor />: “<reason />”',
							'smartalloc-ops'
						),
						{
							time: <Time at={ paused.since } />,
							actor: <bdi>{ actorText( paused.actor ) }</bdi>,
							reason: <bdi>{ paused.reason }</bdi>,
						}
					) }
				</div>
			) }
			{ queue.state === 'not_loaded' && (
				<div className="smartalloc-ops__quiet">
					{ __(
						'Goes on by itself once it is loaded again.',
						'smartalloc-ops'
					) }{ ' ' }
					<TabLink to={ { tab: 'rollback' } }>
						{ __( 'See what keeps it out', 'smartalloc-ops' ) }
					</TabLink>
				</div>
			) }
			{ queue.processor && queue.processor.finding !== '' && (
				<div className="smartalloc-ops__quiet">
					{ queue.processor.finding }
				</div>
			) }
			{ availability.state !== 'present' && (
				<div className="smartalloc-ops__quiet">
					<bdi>{ availability.detail }</bdi>{ ' ' }
					{ availability.action && (
						<ActionItem action={ availability.action } />
					) }
				</div>
			) }
		</>
	);
}

export function AgeCell( { queue }: { queue: Queue } ) {
	const { locale } = useSite();
	if ( queue.availability.state !== 'present' ) {
		return <MissingCell why={ queue.availability.detail } />;
	}
	if ( queue.oldest_due_age_s === null && ( queue.due?.value ?? 1 ) > 0 ) {
		return (
			<MissingCell
				why={ __(
					'Nothing says since when it waits. Batches of Gravity Forms do since its version 2.9.7.',
					'smartalloc-ops'
				) }
			/>
		);
	}
	return queue.oldest_due_age_s === null ? (
		<span className="smartalloc-ops__quiet">
			{ __( 'none due', 'smartalloc-ops' ) }
		</span>
	) : (
		<span className="smartalloc-ops__number">
			{ formatDuration( queue.oldest_due_age_s, locale ) }
		</span>
	);
}

function runnerText( kind: Queue[ 'last_runner_kind' ] ): string {
	switch ( kind ) {
		case 'wp_cron':
			return __( 'by WP-Cron', 'smartalloc-ops' );
		case 'async':
			return __( 'by an async request', 'smartalloc-ops' );
		case 'cli':
			return __( 'by WP-CLI', 'smartalloc-ops' );
		case 'admin':
			return __( 'by hand', 'smartalloc-ops' );
		case 'other':
		case null:
			return '';
	}
}

export function RunnerCell( { queue }: { queue: Queue } ) {
	return queue.last_runner_at === null ? (
		<span className="smartalloc-ops__missing">
			{ __( 'none seen', 'smartalloc-ops' ) }
		</span>
	) : (
		<>
			<Time at={ queue.last_runner_at } />{ ' ' }
			<span className="smartalloc-ops__quiet">
				{ runnerText( queue.last_runner_kind ) }
			</span>
		</>
	);
}

interface PauseButtonProps {
	queue: Queue;
	/** Its switch; without one there is nothing to press. */
	flag: Flag | undefined;
	onSwitch: ( flag: Flag ) => void;
}

export function PauseButton( { queue, flag, onSwitch }: PauseButtonProps ) {
	if ( queue.no_pause !== null ) {
		return (
			<GuardedButton
				capability="smartalloc_ops_flags"
				context={ queue.name }
				blocked={ queue.no_pause }
				onClick={ () => undefined }
			>
				{ __( 'Pause…', 'smartalloc-ops' ) }
			</GuardedButton>
		);
	}
	return flag ? (
		<GuardedButton
			capability="smartalloc_ops_flags"
			context={ queue.name }
			onClick={ () => onSwitch( flag ) }
		>
			{ flag.value === flag.safe
				? __( 'Resume…', 'smartalloc-ops' )
				: __( 'Pause…', 'smartalloc-ops' ) }
		</GuardedButton>
	) : null;
}

function batchBlocked( state: Queue[ 'state' ] ): string | null {
	if ( state === 'not_loaded' ) {
		return __(
			'SmartAlloc is not loaded: nobody would do these jobs.',
			'smartalloc-ops'
		);
	}
	return state === 'paused'
		? __( 'Paused: resume it first.', 'smartalloc-ops' )
		: null;
}

interface BatchButtonProps {
	queue: Queue;
	onBatch: ( queue: Queue ) => void;
}

/** What this plugin keeps is run by its tick and batches of Gravity Forms by itself, so they have none. */
export function BatchButton( { queue, onBatch }: BatchButtonProps ) {
	return queue.kind === 'work' ||
		queue.kind === 'gravity_forms' ||
		queue.availability.state !== 'present' ? null : (
		<GuardedButton
			capability="smartalloc_ops_operate"
			context={ queue.name }
			blocked={ batchBlocked( queue.state ) }
			onClick={ () => onBatch( queue ) }
		>
			{ __( 'Run a batch…', 'smartalloc-ops' ) }
		</GuardedButton>
	);
}

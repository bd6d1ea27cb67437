import { Notice } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { formatAbsolute, parseInstant } from '../../bridge/time';
import type { RecoveryCard } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { GuardedButton } from '../../components/guarded-button';
import { Loaded } from '../../components/states';
import { TaskError } from '../../components/task-error';
import { Time } from '../../components/time';
import { useFocusTarget } from '../../components/use-focus-target';
import { useTask } from '../../components/use-task';
import { useCan, useSite } from '../../site';
import { store } from '../../store';
import { useResource } from '../../store/use-resource';

function PrintState( { card }: { card: RecoveryCard } ) {
	switch ( card.printed ) {
		case 'never':
			return (
				<Notice status="warning" isDismissible={ false }>
					{ __(
						'This card was never printed. On the worst day this screen cannot be read.',
						'smartalloc-ops'
					) }
				</Notice>
			);
		case 'outdated':
			return (
				<Notice status="warning" isDismissible={ false }>
					{ __(
						'What stands on the card has changed since it was printed. Print it again and throw the old one away.',
						'smartalloc-ops'
					) }{ ' ' }
					<Time at={ card.printed_at } />
				</Notice>
			);
		case 'current':
			return (
				<p className="smartalloc-ops__quiet">
					{ __(
						'It was printed, and what stands on it still holds.',
						'smartalloc-ops'
					) }{ ' ' }
					<Time at={ card.printed_at } />
				</p>
			);
	}
}

/** Paper runs no script and follows no link: commands are whole lines, and what a person knows better is left blank. */
function Sheet( { card }: { card: RecoveryCard } ) {
	const site = useSite();
	const made_at = parseInstant( card.made_at );
	return (
		<article
			className="smartalloc-ops__sheet"
			aria-label={ __( 'Recovery card', 'smartalloc-ops' ) }
		>
			<header>
				<h3>{ __( 'SmartAlloc: recovery card', 'smartalloc-ops' ) }</h3>
				<p>
					<bdi>{ site.name }</bdi>
					{ ' · ' }
					{ made_at !== null &&
						sprintf(
							/* translators: %s: a date and time. */
							__( 'made %s', 'smartalloc-ops' ),
							formatAbsolute( made_at, site )
						) }
					{ ' · ' }
					{ card.build === null
						? __( 'no build was named good', 'smartalloc-ops' )
						: sprintf(
								/* translators: %s: version number. */
								__( 'brings back %s', 'smartalloc-ops' ),
								card.build.version ?? card.build.archive
							) }
				</p>
				<p>
					{ __(
						'For the day on which the site shows nothing. Print it again after each release.',
						'smartalloc-ops'
					) }
				</p>
			</header>
			<dl className="smartalloc-ops__facts">
				{ card.facts.map( ( { label, value } ) => (
					<div key={ label }>
						<dt>{ label }</dt>
						<dd>
							<bdi>{ value }</bdi>
						</dd>
					</div>
				) ) }
			</dl>
			{ card.sections.map( ( { title, steps } ) => (
				<section key={ title }>
					<h4>{ title }</h4>
					<ul>
						{ steps.map( ( { text, command } ) => (
							<li key={ text }>
								{ text }
								{ command !== null && (
									<code dir="ltr">{ command }</code>
								) }
							</li>
						) ) }
					</ul>
				</section>
			) ) }
			<dl className="smartalloc-ops__blanks">
				{ [
					__( 'Server and how to log in', 'smartalloc-ops' ),
					__( 'Who else has the key', 'smartalloc-ops' ),
					__( 'Telephone of the host', 'smartalloc-ops' ),
				].map( ( label ) => (
					<div key={ label }>
						<dt>{ label }</dt>
						<dd />
					</div>
				) ) }
			</dl>
		</article>
	);
}

/** The recovery card on a page of its own, to be printed. */
export function RecoveryCardView() {
	const allowed = useCan( 'smartalloc_ops_rollback' );
	const live = useResource( allowed ? paths.recovery_card : null );
	const { noteCardPrinted } = useDispatch( store );
	const task = useTask();
	const ref = useFocusTarget< HTMLDivElement >( true, 'start' );
	const print = () => {
		window.print();
		void task.run( async () => {
			await noteCardPrinted();
			return __(
				'It is noted that the card was printed.',
				'smartalloc-ops'
			);
		} );
	};
	return (
		<div ref={ ref } tabIndex={ -1 } className="smartalloc-ops__print">
			<div className="smartalloc-ops__toolbar is-screen-only">
				<TabLink to={ { tab: 'rollback' } }>
					{ __( 'Back to Rollback', 'smartalloc-ops' ) }
				</TabLink>
				<GuardedButton
					capability="smartalloc_ops_rollback"
					variant="primary"
					is_busy={ task.busy }
					onClick={ print }
				>
					{ __( 'Print the card', 'smartalloc-ops' ) }
				</GuardedButton>
			</div>
			{ allowed ? (
				<Loaded live={ live } rows={ 8 }>
					{ ( card ) => (
						<>
							<div className="is-screen-only">
								<PrintState card={ card } />
								<TaskError error={ task.error } />
							</div>
							<Sheet card={ card } />
						</>
					) }
				</Loaded>
			) : null }
		</div>
	);
}

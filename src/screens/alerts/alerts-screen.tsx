import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { AlertLine } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { CapabilityNote } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { PagerButtons, usePager } from '../../components/pager';
import { Loaded } from '../../components/states';
import { useLive } from '../../store/polling';
import { AlertDetail } from './alert-detail';
import { DecisionPage } from './decision-page';
import { Story } from './story';
import { alertWord } from './words';

/** What was found when it fired; of one that is over it says nothing of now. */
function Found( { alert }: { alert: AlertLine } ) {
	if ( alert.finding === '' ) {
		return null;
	}
	return alert.state === 'resolved' ? (
		<p className="smartalloc-ops__quiet">
			{ createInterpolateElement(
				__( 'Found then: “<finding />”', 'smartalloc-ops' ),
				{ finding: <bdi>{ alert.finding }</bdi> }
			) }
		</p>
	) : (
		<p>{ alert.finding }</p>
	);
}

function AlertItem( { alert }: { alert: AlertLine } ) {
	return (
		<li className="smartalloc-ops__check">
			<Mark { ...alertWord( alert ) } />
			<div>
				<h4>
					<TabLink
						to={ { tab: 'alerts', focus: String( alert.id ) } }
					>
						<bdi>{ alert.label }</bdi>
					</TabLink>
				</h4>
				<Found alert={ alert } />
				<Story alert={ alert } />
			</div>
		</li>
	);
}

function AlertList( { all }: { all: boolean } ) {
	const pager = usePager( String( all ) );
	const live = useLive( paths.alerts( ! all, pager.before ) );
	return (
		<>
			<nav aria-label={ __( 'Which alerts', 'smartalloc-ops' ) }>
				<ul className="smartalloc-ops__inline smartalloc-ops__views">
					<li>
						<TabLink to={ { tab: 'alerts' } } current={ ! all }>
							{ __( 'Open', 'smartalloc-ops' ) }
						</TabLink>
					</li>
					<li>
						<TabLink
							to={ { tab: 'alerts', state: 'all' } }
							current={ all }
						>
							{ __( 'All that fired', 'smartalloc-ops' ) }
						</TabLink>
					</li>
				</ul>
			</nav>
			<section className="smartalloc-ops__card">
				<h3>
					{ all
						? __( 'All that fired', 'smartalloc-ops' )
						: __( 'Open alerts', 'smartalloc-ops' ) }
				</h3>
				<p className="smartalloc-ops__quiet">
					{ __(
						'An alert fires when a check was bad twice in a row, once a cause, and is over when it was good for a while. Each keeps what was known when it fired.',
						'smartalloc-ops'
					) }
				</p>
				<Loaded live={ live } rows={ 3 }>
					{ ( { items, next_before } ) =>
						items.length === 0 ? (
							<p className="smartalloc-ops__empty">
								{ all
									? __(
											'No alert has fired here yet.',
											'smartalloc-ops'
										)
									: __(
											'No alert is open.',
											'smartalloc-ops'
										) }
							</p>
						) : (
							<>
								<ul className="smartalloc-ops__checks">
									{ items.map( ( alert ) => (
										<AlertItem
											key={ alert.id }
											alert={ alert }
										/>
									) ) }
								</ul>
								<PagerButtons
									pager={ pager }
									next_before={ next_before }
								/>
							</>
						)
					}
				</Loaded>
			</section>
		</>
	);
}

interface AlertsScreenProps {
	/** Number of an alert. */
	focus: string | null;
	/** `all`: also those that are over. */
	state: string | null;
	/** Number of a decision, which has an address of its own. */
	decision: number | null;
}

/** A decision, an alert, or all of them. */
export function AlertsScreen( { focus, state, decision }: AlertsScreenProps ) {
	const id = Number( focus );
	if ( decision !== null ) {
		return <DecisionPage key={ decision } id={ decision } />;
	}
	return (
		<>
			<CapabilityNote capability="smartalloc_ops_operate" />
			{ Number.isSafeInteger( id ) && id > 0 ? (
				<AlertDetail key={ id } id={ id } />
			) : (
				<AlertList all={ state === 'all' } />
			) }
		</>
	);
}

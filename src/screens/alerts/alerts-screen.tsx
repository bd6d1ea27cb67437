import { ToggleControl } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { AlertLine } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { CapabilityNote } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { PagerButtons, usePager } from '../../components/pager';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useLive } from '../../store/polling';
import { AlertDetail } from './alert-detail';
import { alertWord } from './words';

function AlertItem( { alert }: { alert: AlertLine } ) {
	return (
		<li className="smartalloc-ops__check">
			<Mark { ...alertWord( alert ) } />
			<div>
				<p>
					<TabLink
						to={ { tab: 'alerts', focus: String( alert.id ) } }
					>
						{ alert.label }
					</TabLink>
				</p>
				<p className="smartalloc-ops__quiet">
					{ __( 'Began', 'smartalloc-ops' ) }{ ' ' }
					<Time at={ alert.onset_at } />
					{ alert.resolved_at !== null && (
						<>
							{ ' · ' }
							{ __( 'Over since', 'smartalloc-ops' ) }{ ' ' }
							<Time at={ alert.resolved_at } />
						</>
					) }
				</p>
			</div>
		</li>
	);
}

function AlertList() {
	const [ only_open, setOnlyOpen ] = useState( true );
	const pager = usePager();
	const live = useLive( paths.alerts( only_open, pager.before ) );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Alerts', 'smartalloc-ops' ) }</h3>
			<p>
				{ __(
					'An alert fires when a check was bad twice in a row, once a cause, and is over when it was good for a while. Each keeps what was known when it fired.',
					'smartalloc-ops'
				) }
			</p>
			<ToggleControl
				__nextHasNoMarginBottom
				label={ __( 'Only those that are not over', 'smartalloc-ops' ) }
				checked={ only_open }
				onChange={ setOnlyOpen }
			/>
			<Loaded live={ live } rows={ 3 }>
				{ ( { items, next_before } ) =>
					items.length === 0 ? (
						<p className="smartalloc-ops__empty">
							{ only_open
								? __( 'No alert is open.', 'smartalloc-ops' )
								: __(
										'No alert has fired here yet.',
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
	);
}

/** With a number in the address one alert, else all of them. */
export function AlertsScreen( { focus }: { focus: string | null } ) {
	const id = Number( focus );
	return (
		<>
			<CapabilityNote capability="smartalloc_ops_operate" />
			{ Number.isSafeInteger( id ) && id > 0 ? (
				<AlertDetail key={ id } id={ id } />
			) : (
				<AlertList />
			) }
		</>
	);
}

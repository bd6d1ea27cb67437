import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { TabLink } from '../../components/actions';
import { CopyButton } from '../../components/copy-button';
import { Loaded } from '../../components/states';
import { useResource } from '../../store/use-resource';
import { DecisionView } from './decision-view';

/** A decision at its own address: what one sends to somebody who asks why they were woken. */
export function DecisionPage( { id }: { id: number } ) {
	const live = useResource( paths.decision( id ) );
	return (
		<section className="smartalloc-ops__card">
			<Loaded live={ live } rows={ 6 }>
				{ ( decision ) => (
					<>
						<p>
							<TabLink
								to={ {
									tab: 'alerts',
									focus: String( decision.alert_id ),
								} }
							>
								{ sprintf(
									/* translators: %s: name of a check. */
									__( 'The alert: %s', 'smartalloc-ops' ),
									decision.label
								) }
							</TabLink>
						</p>
						<h3>
							{ sprintf(
								/* translators: 1: number of a decision, 2: name of a check. */
								__( 'Decision %1$d: %2$s', 'smartalloc-ops' ),
								decision.id,
								decision.label
							) }{ ' ' }
							<CopyButton
								text={ window.location.href }
								label={ __(
									'Copy the address',
									'smartalloc-ops'
								) }
							/>
						</h3>
						<DecisionView decision={ decision } />
					</>
				) }
			</Loaded>
		</section>
	);
}

import { __, _n, sprintf } from '@wordpress/i18n';

import { formatNumber } from '../../bridge/time';
import type { OpenAlerts } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { CountText } from '../../components/count';
import { Mark } from '../../components/mark';
import { Time } from '../../components/time';
import { statusWord } from '../../components/words';
import { useSite } from '../../site';

/** How many alerts are open, by severity, and the newest of them. */
export function AlertsLine( { alerts }: { alerts: OpenAlerts } ) {
	const { locale } = useSite();
	const [ newest ] = alerts.newest;
	if ( newest === undefined ) {
		return <>{ __( 'No alert is open.', 'smartalloc-ops' ) }</>;
	}
	const counted = ( count: number, word: string ) =>
		`${ formatNumber( count, locale ) } ${ word }`;
	return (
		<ul className="smartalloc-ops__inline">
			{ alerts.open.capped && (
				<li>
					<CountText count={ alerts.open } />
				</li>
			) }
			{ ( [ 'critical', 'recommended' ] as const ).map(
				( severity ) =>
					alerts[ severity ] > 0 && (
						<li key={ severity }>
							<Mark
								shape={ severity }
								word={ counted(
									alerts[ severity ],
									statusWord( severity )
								) }
							/>
						</li>
					)
			) }
			{ alerts.acknowledged > 0 && (
				<li>
					<Mark
						shape="held"
						word={ sprintf(
							/* translators: %s: number of alerts. */
							_n(
								'somebody is on %s',
								'somebody is on %s of them',
								alerts.acknowledged,
								'smartalloc-ops'
							),
							formatNumber( alerts.acknowledged, locale )
						) }
					/>
				</li>
			) }
			<li>
				<span>
					{ __( 'Newest:', 'smartalloc-ops' ) }{ ' ' }
					<TabLink
						to={ { tab: 'alerts', focus: String( newest.id ) } }
					>
						<bdi>{ newest.label }</bdi>
					</TabLink>{ ' ' }
					<Time at={ newest.fired_at } />
				</span>
			</li>
		</ul>
	);
}

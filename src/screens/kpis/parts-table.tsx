import { __, sprintf } from '@wordpress/i18n';

import { formatDuration, formatNumber } from '../../bridge/time';
import type { Kpi, KpiPart, SeriesWindow } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { MissingCell } from '../../components/count';
import { DataTable } from '../../components/data-table';
import { StatusMark } from '../../components/mark';
import { useSite } from '../../site';
import { scopeLabel, scopeName, valueText } from './words';

/** Each group, form or channel by itself; its name leads to its own chart. */
export function PartsTable( {
	kpi,
	outdated,
	window,
}: {
	kpi: Kpi;
	/** They are judged with the whole: what is out of date of it is so of them. */
	outdated: boolean;
	window: SeriesWindow;
} ) {
	const { locale } = useSite();
	return (
		<DataTable< KpiPart >
			caption={ sprintf(
				/* translators: %s: name of a KPI. */
				__( '%s, by its parts', 'smartalloc-ops' ),
				kpi.label
			) }
			columns={ [
				{
					id: 'scope',
					label: scopeLabel( kpi.scope_kind ),
					heads_row: true,
					cell: ( { scope } ) => (
						<TabLink
							to={ {
								tab: 'kpis',
								focus: kpi.id,
								scope,
								window,
							} }
						>
							<bdi>
								{ scopeName( kpi.scope_kind, scope, locale ) }
							</bdi>
						</TabLink>
					),
				},
				{
					id: 'status',
					label: __( 'State', 'smartalloc-ops' ),
					cell: ( { status } ) => (
						<StatusMark status={ outdated ? 'unknown' : status } />
					),
				},
				{
					id: 'value',
					label: __( 'Value', 'smartalloc-ops' ),
					numeric: true,
					cell: ( { value, unit, finding } ) =>
						value === null ? (
							<MissingCell why={ finding } />
						) : (
							<bdi>{ valueText( value, unit, locale ) }</bdi>
						),
				},
				{
					id: 'n',
					label: 'n',
					numeric: true,
					cell: ( { n, finding } ) =>
						n === null ? (
							<MissingCell why={ finding } />
						) : (
							formatNumber( n, locale )
						),
				},
				{
					id: 'window',
					label: __( 'Window', 'smartalloc-ops' ),
					numeric: true,
					cell: ( { window_s } ) =>
						window_s === null ? (
							<MissingCell why="" />
						) : (
							<bdi>{ formatDuration( window_s, locale ) }</bdi>
						),
				},
			] }
			rows={ kpi.parts }
			idOf={ ( { scope } ) => scope }
			empty={ __(
				'Nothing was measured of any of them in a week.',
				'smartalloc-ops'
			) }
		/>
	);
}

import { SelectControl } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import type { Kpi, SeriesWindow } from '../../bridge/types';
import { ActionList, TabLink } from '../../components/actions';
import { StatusMark } from '../../components/mark';
import { navigate, routeHref } from '../../router';
import { useNow, useSite } from '../../site';
import { PartsTable } from './parts-table';
import { SeriesView } from './series-view';
import { Facts, findingText, isOutdated } from './tile';
import {
	scopeLabel,
	scopeName,
	valueText,
	windowTitle,
	WINDOWS,
} from './words';

interface KpiDetailProps {
	kpi: Kpi;
	scope: string | null;
	window: SeriesWindow;
}

function Windows( { kpi, scope, window }: KpiDetailProps ) {
	const { locale } = useSite();
	return (
		<nav aria-label={ __( 'How far back', 'smartalloc-ops' ) }>
			<ul className="smartalloc-ops__inline smartalloc-ops__views">
				{ WINDOWS.map( ( one ) => (
					<li key={ one }>
						<TabLink
							to={ {
								tab: 'kpis',
								focus: kpi.id,
								scope,
								window: one,
							} }
							current={ one === window }
						>
							{ windowTitle( one, locale ) }
						</TabLink>
					</li>
				) ) }
			</ul>
		</nav>
	);
}

function Scopes( { kpi, scope, window }: KpiDetailProps ) {
	const { locale } = useSite();
	const known = kpi.parts.map( ( part ) => part.scope );
	// What the address asks for stays on the list, also when nothing was measured of it.
	const all =
		scope === null || known.includes( scope ) ? known : [ ...known, scope ];
	return kpi.scope_kind === null || all.length === 0 ? null : (
		<SelectControl
			__next40pxDefaultSize
			__nextHasNoMarginBottom
			label={ scopeLabel( kpi.scope_kind ) }
			value={ scope ?? '' }
			options={ [
				{ value: '', label: __( 'all together', 'smartalloc-ops' ) },
				...all.map( ( one ) => ( {
					value: one,
					label: scopeName( kpi.scope_kind, one, locale ),
				} ) ),
			] }
			onChange={ ( chosen ) =>
				navigate(
					routeHref( globalThis.location.search, {
						tab: 'kpis',
						focus: kpi.id,
						scope: chosen === '' ? null : chosen,
						window,
					} )
				)
			}
		/>
	);
}

/** One KPI: how it stands, how it went, and by what rule. */
export function KpiDetail( props: KpiDetailProps ) {
	const { kpi, scope } = props;
	const { locale } = useSite();
	const outdated = isOutdated( kpi, useNow( 10_000 ) );
	const part =
		scope === null
			? null
			: ( kpi.parts.find( ( one ) => one.scope === scope ) ?? null );
	const reading = part ?? kpi;
	return (
		<section className="smartalloc-ops__card">
			<h3>
				{ kpi.label }
				{ scope !== null && (
					<>
						{ ': ' }
						<bdi>
							{ scopeName( kpi.scope_kind, scope, locale ) }
						</bdi>
					</>
				) }
			</h3>
			{ ( scope === null || part !== null ) && (
				<>
					<p>
						<StatusMark
							status={ outdated ? 'unknown' : reading.status }
						/>{ ' ' }
						<strong>
							<bdi>
								{ valueText(
									reading.value,
									reading.unit,
									locale
								) }
							</bdi>
						</strong>
					</p>
					<p>{ findingText( reading, outdated ) }</p>
					<Facts kpi={ { ...kpi, ...reading } } />
				</>
			) }
			<p className="smartalloc-ops__quiet">{ kpi.rule }</p>
			<ActionList actions={ kpi.actions } />
			<div className="smartalloc-ops__chart-bar">
				<Windows { ...props } />
				<Scopes { ...props } />
			</div>
			<SeriesView { ...props } />
			{ kpi.scope_kind !== null && (
				<>
					<h4>{ __( 'By its parts', 'smartalloc-ops' ) }</h4>
					<PartsTable
						kpi={ kpi }
						outdated={ outdated }
						window={ props.window }
					/>
				</>
			) }
		</section>
	);
}

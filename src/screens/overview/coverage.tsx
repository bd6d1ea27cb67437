import { __, sprintf } from '@wordpress/i18n';

import { formatNumber } from '../../bridge/time';
import type { CoverageLine } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { Mark, type Shape } from '../../components/mark';
import { useSite } from '../../site';

export function coverageWord( state: CoverageLine[ 'state' ] ): {
	shape: Shape;
	word: string;
} {
	switch ( state ) {
		case 'by_hook':
			return { shape: 'good', word: __( 'Connected', 'smartalloc-ops' ) };
		case 'derived':
			return {
				shape: 'recommended',
				word: __( 'Derived', 'smartalloc-ops' ),
			};
		case 'not_connected':
			return {
				shape: 'not_set_up',
				word: __( 'Not connected', 'smartalloc-ops' ),
			};
	}
}

export function CoverageTable( { lines }: { lines: CoverageLine[] } ) {
	return (
		<div className="smartalloc-ops__scroll">
			<table className="widefat striped">
				<caption className="screen-reader-text">
					{ __( 'Signals and how they reach us', 'smartalloc-ops' ) }
				</caption>
				<thead>
					<tr>
						<th scope="col">
							{ __( 'Signal', 'smartalloc-ops' ) }
						</th>
						<th scope="col">{ __( 'State', 'smartalloc-ops' ) }</th>
						<th scope="col">
							{ __(
								'Last noted, or how to connect it',
								'smartalloc-ops'
							) }
						</th>
					</tr>
				</thead>
				<tbody>
					{ lines.map( ( line ) => (
						<tr key={ line.signal }>
							<th scope="row">
								{ line.label } <br />
								<code dir="ltr">{ line.signal }</code>
							</th>
							<td>
								<Mark { ...coverageWord( line.state ) } />
							</td>
							<td>{ line.remedy }</td>
						</tr>
					) ) }
				</tbody>
			</table>
		</div>
	);
}

/** Folded: on a good day nobody needs it. */
export function CoverageFold( { lines }: { lines: CoverageLine[] } ) {
	const { locale } = useSite();
	const of = ( state: CoverageLine[ 'state' ] ) =>
		formatNumber(
			lines.filter( ( line ) => line.state === state ).length,
			locale
		);
	return lines.length === 0 ? null : (
		<details className="smartalloc-ops__fold">
			<summary>
				{ sprintf(
					/* translators: 1, 2, 3: numbers of signals. */
					__(
						'Signals: %1$s connected, %2$s derived, %3$s not connected',
						'smartalloc-ops'
					),
					of( 'by_hook' ),
					of( 'derived' ),
					of( 'not_connected' )
				) }
			</summary>
			<CoverageTable lines={ lines } />
			<p>
				<TabLink to={ { tab: 'settings', focus: 'coverage' } }>
					{ __( 'Connect signals', 'smartalloc-ops' ) }
				</TabLink>
			</p>
		</details>
	);
}

export function SetUpCard( { lines }: { lines: CoverageLine[] } ) {
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Set up', 'smartalloc-ops' ) }</h3>
			<p>
				{ __(
					'Nothing is measured yet. Connect these signals, and this page fills by itself; whatever stays out is shown as unknown, never as good.',
					'smartalloc-ops'
				) }
			</p>
			<CoverageTable lines={ lines } />
			<p>
				<TabLink to={ { tab: 'settings', focus: 'coverage' } }>
					{ __( 'Connect signals', 'smartalloc-ops' ) }
				</TabLink>
			</p>
		</section>
	);
}

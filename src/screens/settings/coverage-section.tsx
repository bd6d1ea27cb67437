import { __, _n, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { formatNumber } from '../../bridge/time';
import type { Coverage } from '../../bridge/types';
import { CopyButton } from '../../components/copy-button';
import { Mark } from '../../components/mark';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useSite } from '../../site';
import { useLive } from '../../store/polling';
import { coverageWord } from '../overview/coverage';

type Signal = Coverage[ 'items' ][ number ];

function Seen( { signal }: { signal: Signal } ) {
	const { locale } = useSite();
	if ( signal.last_seen_at === null || signal.hours_seen === null ) {
		return <>{ __( 'Never seen.', 'smartalloc-ops' ) }</>;
	}
	return (
		<>
			<Time at={ signal.last_seen_at } />{ ' ' }
			{ sprintf(
				/* translators: %s: number of hours. */
				_n(
					'(noted in %s hour, at most once an hour)',
					'(noted in %s hours, at most once an hour)',
					signal.hours_seen,
					'smartalloc-ops'
				),
				formatNumber( signal.hours_seen, locale )
			) }
		</>
	);
}

function SignalItem( { signal }: { signal: Signal } ) {
	return (
		<li className="smartalloc-ops__check">
			<Mark { ...coverageWord( signal.state ) } />
			<div>
				<p>
					<strong>{ signal.label }</strong>{ ' ' }
					<code dir="ltr">{ signal.signal }</code>
				</p>
				<p>
					{ signal.state === 'by_hook' ? (
						<Seen signal={ signal } />
					) : (
						signal.remedy
					) }
				</p>
				{ signal.state !== 'by_hook' && (
					<details className="smartalloc-ops__fold">
						<summary>
							{ __(
								'What to put into SmartAlloc',
								'smartalloc-ops'
							) }
						</summary>
						<pre dir="ltr" className="smartalloc-ops__snippet">
							<code>{ signal.snippet }</code>
						</pre>
						<CopyButton text={ signal.snippet } />
					</details>
				) }
			</div>
		</li>
	);
}

/** Every signal, where it comes from on this site, and what would connect it. */
export function CoverageSection() {
	const live = useLive( paths.coverage );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Signals', 'smartalloc-ops' ) }</h3>
			<p>
				{ __(
					'Where each fact about SmartAlloc comes from: told by its hook, derived from something else, or not connected. What is not connected is unknown, and never good.',
					'smartalloc-ops'
				) }
			</p>
			<Loaded live={ live } rows={ 9 }>
				{ ( { items } ) => (
					<ul className="smartalloc-ops__checks">
						{ items.map( ( signal ) => (
							<SignalItem
								key={ signal.signal }
								signal={ signal }
							/>
						) ) }
					</ul>
				) }
			</Loaded>
		</section>
	);
}

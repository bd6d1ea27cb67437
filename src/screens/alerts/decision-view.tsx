import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { formatNumber } from '../../bridge/time';
import type { Decision } from '../../bridge/types';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useSite } from '../../site';
import { useResource } from '../../store/use-resource';

function Measurement( { decision }: { decision: Decision } ) {
	const { locale } = useSite();
	const facts: [ string, string ][] = [];
	if ( decision.value !== null ) {
		facts.push( [
			__( 'Value', 'smartalloc-ops' ),
			`${ formatNumber( decision.value, locale ) } ${ decision.unit ?? '' }`,
		] );
	}
	if ( decision.n !== null ) {
		facts.push( [ 'n', formatNumber( decision.n, locale ) ] );
	}
	if ( decision.window_s !== null ) {
		facts.push( [
			__( 'Window (seconds)', 'smartalloc-ops' ),
			formatNumber( decision.window_s, locale ),
		] );
	}
	return (
		<>
			<p>{ decision.finding }</p>
			<p className="smartalloc-ops__quiet">
				{ decision.held } { decision.rule }
			</p>
			<p className="smartalloc-ops__quiet">
				{ __( 'Measured', 'smartalloc-ops' ) }{ ' ' }
				<Time at={ decision.measured_at } />
				{ facts.map( ( [ name, value ] ) => (
					<span key={ name }>
						{ ' · ' }
						{ name }: <bdi>{ value }</bdi>
					</span>
				) ) }
			</p>
		</>
	);
}

function Changes( { decision }: { decision: Decision } ) {
	return (
		<>
			<h4>{ __( 'What changed before it', 'smartalloc-ops' ) }</h4>
			{ decision.changes.length === 0 ? (
				<p className="smartalloc-ops__empty">
					{ __(
						'Nothing that this console knows of changed in the day before.',
						'smartalloc-ops'
					) }
				</p>
			) : (
				<ul>
					{ decision.changes.map( ( change, index ) => (
						<li key={ `${ change.at } ${ index }` }>
							<Time at={ change.at } /> { change.change }
						</li>
					) ) }
				</ul>
			) }
		</>
	);
}

/** What was known when it fired; it never changes. */
export function DecisionView( { id }: { id: number } ) {
	const live = useResource( paths.decision( id ) );
	return (
		<Loaded live={ live } rows={ 4 }>
			{ ( decision ) => (
				<>
					<h4>{ __( 'What was known then', 'smartalloc-ops' ) }</h4>
					<Measurement decision={ decision } />
					<Changes decision={ decision } />
					<h4>{ __( 'In force then', 'smartalloc-ops' ) }</h4>
					<ul className="smartalloc-ops__inline">
						{ decision.flags.map( ( { flag, scope, value } ) => (
							<li key={ `${ flag }/${ scope }` }>
								<bdi>
									{ `${ flag } ${ scope }`.trim() }: { value }
								</bdi>
							</li>
						) ) }
					</ul>
					<ul className="smartalloc-ops__inline">
						{ [
							...( decision.release === null
								? []
								: [
										{
											name: 'SmartAlloc',
											found: decision.release,
										},
									] ),
							...decision.versions,
						].map( ( { name, found } ) => (
							<li key={ name }>
								<bdi>
									{ name } { found }
								</bdi>
							</li>
						) ) }
					</ul>
				</>
			) }
		</Loaded>
	);
}

import { __ } from '@wordpress/i18n';

import { formatDuration, formatNumber } from '../../bridge/time';
import type { Decision } from '../../bridge/types';
import { Mark } from '../../components/mark';
import { Time } from '../../components/time';
import { useSite } from '../../site';
import { severityWord } from './words';

function Facts( { decision }: { decision: Decision } ) {
	const { locale } = useSite();
	const { value, unit, n, window_s, age_ms } = decision;
	const facts: [ string, string ][] = [];
	if ( value !== null ) {
		facts.push( [
			__( 'Value', 'smartalloc-ops' ),
			`${ formatNumber( value, locale ) } ${ unit ?? '' }`.trim(),
		] );
	}
	if ( n !== null ) {
		facts.push( [
			__( 'Measured on', 'smartalloc-ops' ),
			`n = ${ formatNumber( n, locale ) }`,
		] );
	}
	if ( window_s !== null ) {
		facts.push( [
			__( 'Window', 'smartalloc-ops' ),
			formatDuration( window_s, locale ),
		] );
	}
	if ( age_ms !== null ) {
		facts.push( [
			__( 'Age of the measurement', 'smartalloc-ops' ),
			formatDuration( Math.round( age_ms / 1000 ), locale ),
		] );
	}
	return (
		<dl className="smartalloc-ops__facts">
			<div>
				<dt>{ __( 'Fired', 'smartalloc-ops' ) }</dt>
				<dd>
					<Time at={ decision.created_at } as="moment" />
				</dd>
			</div>
			<div>
				<dt>{ __( 'Measured', 'smartalloc-ops' ) }</dt>
				<dd>
					<Time at={ decision.measured_at } as="moment" />
				</dd>
			</div>
			{ facts.map( ( [ name, text ] ) => (
				<div key={ name }>
					<dt>{ name }</dt>
					<dd>
						<bdi>{ text }</bdi>
					</dd>
				</div>
			) ) }
		</dl>
	);
}

function Members( { decision }: { decision: Decision } ) {
	return decision.members.length === 0 ? null : (
		<>
			<h4>{ __( 'It stands for', 'smartalloc-ops' ) }</h4>
			<ul className="smartalloc-ops__checks">
				{ decision.members.map( ( member ) => (
					<li key={ member.signal } className="smartalloc-ops__check">
						<Mark
							shape={
								member.severity === 'critical'
									? 'critical'
									: 'recommended'
							}
							word={ severityWord(
								member.severity === 'critical'
									? 'critical'
									: 'recommended'
							) }
						/>
						<div>
							<p>
								<bdi dir="ltr">{ member.signal }</bdi>
							</p>
							{ member.finding !== '' && (
								<p className="smartalloc-ops__quiet">
									{ member.finding }
								</p>
							) }
						</div>
					</li>
				) ) }
			</ul>
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
				<ul className="smartalloc-ops__checks">
					{ decision.changes.map( ( change, index ) => (
						<li
							key={ `${ change.at } ${ index }` }
							className="smartalloc-ops__check"
						>
							<span className="smartalloc-ops__quiet">
								<Time at={ change.at } as="moment" />
							</span>
							<div>
								<bdi>{ change.change }</bdi>
							</div>
						</li>
					) ) }
				</ul>
			) }
		</>
	);
}

function InForce( { decision }: { decision: Decision } ) {
	return (
		<>
			<h4>{ __( 'In force then', 'smartalloc-ops' ) }</h4>
			<ul className="smartalloc-ops__inline">
				{ decision.frozen && (
					<li>
						<Mark
							shape="held"
							word={ __( 'Frozen', 'smartalloc-ops' ) }
						/>
					</li>
				) }
				{ decision.flags.map( ( { flag, scope, value } ) => (
					<li key={ `${ flag }/${ scope }` }>
						<bdi dir="ltr">
							{ `${ flag } ${ scope }`.trim() }: { value }
						</bdi>
					</li>
				) ) }
			</ul>
			<ul className="smartalloc-ops__inline smartalloc-ops__quiet">
				{ [
					...( decision.release === null
						? []
						: [ { name: 'SmartAlloc', found: decision.release } ] ),
					...decision.versions,
				].map( ( { name, found } ) => (
					<li key={ name }>
						<bdi dir="ltr">
							{ name } { found }
						</bdi>
					</li>
				) ) }
			</ul>
		</>
	);
}

/** What was known when it fired; it never changes. */
export function DecisionView( { decision }: { decision: Decision } ) {
	return (
		<div className="smartalloc-ops__stack">
			<div>
				<p>
					<strong>{ decision.finding }</strong>
				</p>
				<p className="smartalloc-ops__quiet">
					{ decision.held } { decision.rule }
				</p>
				<Facts decision={ decision } />
			</div>
			<div>
				<Changes decision={ decision } />
			</div>
			{ decision.members.length > 0 && (
				<div>
					<Members decision={ decision } />
				</div>
			) }
			<div>
				<InForce decision={ decision } />
			</div>
		</div>
	);
}

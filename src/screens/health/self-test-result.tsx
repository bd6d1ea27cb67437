import { __ } from '@wordpress/i18n';

import type { SelfTest, Verdict } from '../../bridge/types';
import { Mark, StatusMark } from '../../components/mark';

function Outcome( { term, verdict }: { term: string; verdict: Verdict } ) {
	return (
		<div className="smartalloc-ops__line">
			<dt>{ term }</dt>
			<dd>
				<StatusMark status={ verdict.status } /> { verdict.finding }
			</dd>
		</div>
	);
}

/** A check that cannot turn red proves nothing when it is green. */
export function SelfTestResult( { result }: { result: SelfTest } ) {
	return (
		<div className="smartalloc-ops__proof">
			<p>
				<Mark
					shape={ result.passed ? 'good' : 'critical' }
					word={
						result.passed
							? __(
									'Proved: the check turned red and came back.',
									'smartalloc-ops'
								)
							: __(
									'Not proved: do not rely on this check until it is repaired.',
									'smartalloc-ops'
								)
					}
				/>
			</p>
			<dl className="smartalloc-ops__summary">
				<div className="smartalloc-ops__line">
					<dt>{ __( 'Fault', 'smartalloc-ops' ) }</dt>
					<dd>{ result.fault }</dd>
				</div>
				<Outcome
					term={ __( 'Under the fault', 'smartalloc-ops' ) }
					verdict={ result.under_fault }
				/>
				<Outcome
					term={ __( 'Afterwards', 'smartalloc-ops' ) }
					verdict={ result.afterwards }
				/>
			</dl>
		</div>
	);
}

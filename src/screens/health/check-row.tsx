import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { formatNumber } from '../../bridge/time';
import type { SelfTest, Verdict } from '../../bridge/types';
import { ActionList } from '../../components/actions';
import { GuardedButton } from '../../components/guarded-button';
import { StatusMark } from '../../components/mark';
import { Time } from '../../components/time';
import { useFocusTarget } from '../../components/use-focus-target';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { statusWord } from '../../components/words';
import { useNow, useSite } from '../../site';
import { store } from '../../store';
import { presentStatus, type CheckRow } from './arrange';
import { SelfTestResult } from './self-test-result';

interface CheckProps {
	verdict: Verdict;
	focused: boolean;
}

function Measured( { verdict }: { verdict: Verdict } ) {
	return (
		<span className="smartalloc-ops__quiet">
			{ verdict.measured_at === null ? (
				__( 'Not measured.', 'smartalloc-ops' )
			) : (
				<>
					{ __( 'Measured', 'smartalloc-ops' ) }{ ' ' }
					<Time at={ verdict.measured_at } />
				</>
			) }
		</span>
	);
}

function CheckButtons( {
	verdict,
	onProved,
}: {
	verdict: Verdict;
	onProved: ( result: SelfTest ) => void;
} ) {
	const { checkHealth, selfTest } = useDispatch( store );
	const check = useTask();
	const proof = useTask();
	const error = check.error ?? proof.error;
	return (
		<div className="smartalloc-ops__buttons">
			{ verdict.can_self_test && (
				<GuardedButton
					capability="smartalloc_ops_operate"
					variant="tertiary"
					context={ verdict.label }
					is_busy={ proof.busy }
					onClick={ () =>
						proof.run( async () => {
							const result = await selfTest( verdict.probe );
							onProved( result );
							return result.passed
								? __( 'Proved.', 'smartalloc-ops' )
								: __( 'Not proved.', 'smartalloc-ops' );
						} )
					}
				>
					{ __( 'Prove it', 'smartalloc-ops' ) }
				</GuardedButton>
			) }
			<GuardedButton
				capability="smartalloc_ops_view"
				variant="tertiary"
				context={ verdict.label }
				is_busy={ check.busy }
				onClick={ () =>
					check.run( async () => {
						await checkHealth( verdict.probe );
						return __( 'Checked.', 'smartalloc-ops' );
					} )
				}
			>
				{ __( 'Check now', 'smartalloc-ops' ) }
			</GuardedButton>
			<TaskError error={ error } />
		</div>
	);
}

function Required() {
	return (
		<span
			className="smartalloc-ops__tag"
			title={ __(
				'A release is not green while this is unknown.',
				'smartalloc-ops'
			) }
		>
			{ __( 'required', 'smartalloc-ops' ) }
		</span>
	);
}

function Check( { verdict, focused }: CheckProps ) {
	const now = useNow( 10_000 );
	const status = presentStatus( verdict, now );
	const ref = useFocusTarget< HTMLDivElement >( focused );
	const [ proved, setProved ] = useState< SelfTest | null >( null );
	// Nobody has to be told why it matters that all is well.
	const is_calm = status === 'good' || status === 'not_set_up';
	return (
		<div
			ref={ ref }
			tabIndex={ -1 }
			className={ `smartalloc-ops__check${
				focused ? ' is-focused' : ''
			}` }
		>
			<StatusMark status={ status } />
			<div className="smartalloc-ops__finding">
				<div className="smartalloc-ops__heading">
					<h4>{ verdict.label }</h4>
					{ verdict.required && <Required /> }
				</div>
				<p>
					<bdi>{ verdict.finding }</bdi>{ ' ' }
					{ status !== verdict.status &&
						sprintf(
							/* translators: %s: a status, e.g. Good. */
							__(
								'Out of date: it was %s, and is unknown until it is measured again.',
								'smartalloc-ops'
							),
							statusWord( verdict.status )
						) }{ ' ' }
					<Measured verdict={ verdict } />
				</p>
				<ActionList actions={ verdict.actions } />
				{ ! is_calm && (
					<p className="smartalloc-ops__quiet">
						<bdi>{ verdict.why }</bdi>
					</p>
				) }
				<details className="smartalloc-ops__rule">
					<summary>
						{ is_calm
							? __(
									'Why it matters and how it is judged',
									'smartalloc-ops'
								)
							: __( 'How it is judged', 'smartalloc-ops' ) }
					</summary>
					{ is_calm && (
						<p>
							<bdi>{ verdict.why }</bdi>
						</p>
					) }
					<p>
						<bdi>{ verdict.rule }</bdi>
					</p>
				</details>
				{ proved && <SelfTestResult result={ proved } /> }
			</div>
			<CheckButtons verdict={ verdict } onProved={ setProved } />
		</div>
	);
}

/** A check, with what waits for it folded beneath. */
export function CheckItem( {
	row,
	focus,
}: {
	row: CheckRow;
	focus: string | null;
} ) {
	const { locale } = useSite();
	const waiting = row.waiting.length;
	return (
		<li>
			<Check
				verdict={ row.verdict }
				focused={ row.verdict.probe === focus }
			/>
			{ waiting > 0 && (
				<details
					className="smartalloc-ops__waiting"
					open={ row.waiting.some(
						( { probe } ) => probe === focus
					) }
				>
					<summary>
						{ sprintf(
							/* translators: 1: number of checks, 2: name of the check they wait for. */
							_n(
								'%1$s check waits for %2$s',
								'%1$s checks wait for %2$s',
								waiting,
								'smartalloc-ops'
							),
							formatNumber( waiting, locale ),
							row.verdict.label
						) }
					</summary>
					{ row.waiting.map( ( verdict ) => (
						<Check
							key={ verdict.probe }
							verdict={ verdict }
							focused={ verdict.probe === focus }
						/>
					) ) }
				</details>
			) }
		</li>
	);
}

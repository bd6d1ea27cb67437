import { useDispatch } from '@wordpress/data';
import { createInterpolateElement, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { formatNumber } from '../../bridge/time';
import type { JournalPage, JournalVerification } from '../../bridge/types';
import { CopyButton } from '../../components/copy-button';
import { CountText } from '../../components/count';
import { GuardedButton } from '../../components/guarded-button';
import { Mark, type Shape } from '../../components/mark';
import { TaskError } from '../../components/task-error';
import { Time } from '../../components/time';
import { useTask } from '../../components/use-task';
import { useSite } from '../../site';
import { store } from '../../store';

type State = JournalVerification[ 'state' ];

function stateShape( state: State ): { shape: Shape; word: string } {
	switch ( state ) {
		case 'intact':
			return { shape: 'good', word: __( 'Intact', 'smartalloc-ops' ) };
		case 'broken':
			return {
				shape: 'critical',
				word: __( 'Broken', 'smartalloc-ops' ),
			};
		case 'incomplete':
			return {
				shape: 'unknown',
				word: __( 'Not looked at to the end', 'smartalloc-ops' ),
			};
		case 'unverifiable':
			return {
				shape: 'unknown',
				word: __( 'Cannot be verified', 'smartalloc-ops' ),
			};
		case 'empty':
			return {
				shape: 'unknown',
				word: __( 'Nothing sealed yet', 'smartalloc-ops' ),
			};
	}
}

function Result( { result }: { result: JournalVerification } ) {
	const report = [
		result.text,
		...result.findings.slice( 1 ).map( ( { text } ) => text ),
		...( result.head
			? [ `#${ result.head.n } ${ result.head.chain }` ]
			: [] ),
	].join( '\n' );
	return (
		<div className="smartalloc-ops__proof">
			<p>
				<Mark { ...stateShape( result.state ) } bare /> { result.text }
			</p>
			{ result.findings.length > 1 && (
				<ul>
					{ result.findings.slice( 1 ).map( ( finding ) => (
						<li key={ `${ finding.problem } ${ finding.name }` }>
							<bdi>{ finding.text }</bdi>
						</li>
					) ) }
				</ul>
			) }
			<p>
				{ result.unsealed.count.value === 0
					? __( 'Every row is sealed.', 'smartalloc-ops' )
					: createInterpolateElement(
							__(
								'Not sealed yet: <count />, the oldest from <time />.',
								'smartalloc-ops'
							),
							{
								count: (
									<CountText
										count={ result.unsealed.count }
									/>
								),
								time: <Time at={ result.unsealed.oldest_at } />,
							}
						) }{ ' ' }
				{ result.key_note }
			</p>
			{ result.head && (
				<p>
					{ __(
						'Head of the chain; note it elsewhere to prove later that nothing before it changed:',
						'smartalloc-ops'
					) }{ ' ' }
					<code dir="ltr" className="smartalloc-ops__hash">
						{ `${ result.head.n } ${ result.head.chain }` }
					</code>
				</p>
			) }
			<CopyButton
				text={ report }
				label={ __( 'Copy the result', 'smartalloc-ops' ) }
			/>
		</div>
	);
}

/** Proves that no sealed row was edited or deleted. */
export function VerifyPanel( { chain }: { chain: JournalPage[ 'chain' ] } ) {
	const { verifyJournal } = useDispatch( store );
	const { locale } = useSite();
	const [ result, setResult ] = useState< JournalVerification | null >(
		null
	);
	const task = useTask();
	const verify = ( from: number ) =>
		task.run( async () => {
			const fresh = await verifyJournal( from );
			setResult( fresh );
			return fresh.text;
		} );
	const next = result?.next ?? null;
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Proof', 'smartalloc-ops' ) }</h3>
			<p>
				{ sprintf(
					/* translators: %s: number of rows. */
					_n(
						'%s row is sealed in a chain: whoever edits or deletes one is found out.',
						'%s rows are sealed in a chain: whoever edits or deletes one is found out.',
						chain.sealed,
						'smartalloc-ops'
					),
					formatNumber( chain.sealed, locale )
				) }{ ' ' }
				{ chain.verified_at === null || chain.verified_state === null
					? __( 'Never verified.', 'smartalloc-ops' )
					: createInterpolateElement(
							__(
								'Last verified <time />: <state />',
								'smartalloc-ops'
							),
							{
								time: <Time at={ chain.verified_at } />,
								state: (
									<Mark
										{ ...stateShape(
											chain.verified_state
										) }
									/>
								),
							}
						) }
			</p>
			<div className="smartalloc-ops__buttons">
				<GuardedButton
					capability="smartalloc_ops_view"
					is_busy={ task.busy }
					onClick={ () => verify( 1 ) }
				>
					{ __( 'Verify now', 'smartalloc-ops' ) }
				</GuardedButton>
				{ next !== null && (
					<GuardedButton
						capability="smartalloc_ops_view"
						is_busy={ task.busy }
						onClick={ () => verify( next ) }
					>
						{ __( 'Go on verifying', 'smartalloc-ops' ) }
					</GuardedButton>
				) }
			</div>
			<TaskError error={ task.error } />
			{ result && <Result result={ result } /> }
		</section>
	);
}

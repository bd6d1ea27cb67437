import { Button } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import type {
	Trace,
	TraceAnswer,
	TraceFlag,
	TraceMoment,
} from '../../bridge/types';
import { ActionList } from '../../components/actions';
import { CopyButton } from '../../components/copy-button';
import { DataTable, type Column } from '../../components/data-table';
import { StatusMark } from '../../components/mark';
import { Time } from '../../components/time';

function Answers( { answers }: { answers: TraceAnswer[] } ) {
	return (
		<ul className="smartalloc-ops__checks">
			{ answers.map( ( answer ) => (
				<li key={ answer.id } className="smartalloc-ops__answer">
					<StatusMark status={ answer.status } />
					<div>
						<h4>{ answer.question }</h4>
						<p dir="auto">{ answer.text }</p>
						<ActionList actions={ answer.actions } />
					</div>
				</li>
			) ) }
		</ul>
	);
}

const columns = (): Column< TraceMoment & { key: number } >[] => [
	{
		id: 'at',
		label: __( 'When', 'smartalloc-ops' ),
		cell: ( { at, is_gap } ) =>
			at === null ? (
				<span>
					{ is_gap
						? __( 'missing', 'smartalloc-ops' )
						: __( 'time not known', 'smartalloc-ops' ) }
				</span>
			) : (
				<Time at={ at } />
			),
	},
	{
		id: 'part',
		label: __( 'Part', 'smartalloc-ops' ),
		heads_row: true,
		cell: ( { label } ) => label,
	},
	{
		id: 'status',
		label: __( 'Verdict', 'smartalloc-ops' ),
		cell: ( { status, stage } ) =>
			// A flip is neither good nor bad.
			stage === 'flag' ? null : <StatusMark status={ status } />,
	},
	{
		id: 'text',
		label: __( 'What', 'smartalloc-ops' ),
		cell: ( { text } ) => <span dir="auto">{ text }</span>,
	},
	{
		id: 'source',
		label: __( 'Source', 'smartalloc-ops' ),
		cell: ( { source } ) =>
			source ?? __( 'what the other sources say', 'smartalloc-ops' ),
	},
];

const flagColumns = (): Column< TraceFlag >[] => [
	{
		id: 'flag',
		label: __( 'Flag', 'smartalloc-ops' ),
		heads_row: true,
		cell: ( { flag, scope } ) => <bdi>{ `${ flag } ${ scope }` }</bdi>,
	},
	{
		id: 'value',
		label: __( 'Value', 'smartalloc-ops' ),
		cell: ( { value } ) => <bdi>{ value }</bdi>,
	},
	{
		id: 'when',
		label: __( 'Set', 'smartalloc-ops' ),
		cell: ( { changed_at, is_later } ) => (
			<>
				<Time at={ changed_at } />{ ' ' }
				{ is_later
					? __( '(after it came)', 'smartalloc-ops' )
					: __( '(in force when it came)', 'smartalloc-ops' ) }
			</>
		),
	},
	{
		id: 'actor',
		label: __( 'By', 'smartalloc-ops' ),
		cell: ( { actor } ) =>
			actor ? (
				<bdi>{ actor.name }</bdi>
			) : (
				__( 'nobody', 'smartalloc-ops' )
			),
	},
	{
		id: 'reason',
		label: __( 'Why', 'smartalloc-ops' ),
		cell: ( { reason } ) => <span dir="auto">{ reason }</span>,
	},
];

function sourceWord( state: Trace[ 'sources' ][ number ][ 'state' ] ): string {
	switch ( state ) {
		case 'read':
			return __( 'read', 'smartalloc-ops' );
		case 'partly':
			return __( 'read in part', 'smartalloc-ops' );
		case 'absent':
			return __( 'not here', 'smartalloc-ops' );
		case 'broken':
			return __( 'not readable', 'smartalloc-ops' );
	}
}

interface TraceViewProps {
	trace: Trace;
	onAgain: () => void;
}

export function TraceView( { trace, onAgain }: TraceViewProps ) {
	return (
		<>
			<section
				className={ `smartalloc-ops__headline smartalloc-ops__headline--${ trace.status }` }
				aria-live="polite"
			>
				<p className="smartalloc-ops__sentence">
					<StatusMark status={ trace.status } />
					<strong dir="auto">{ trace.headline }</strong>
				</p>
				<div className="smartalloc-ops__toolbar">
					<span>
						{ __( 'As of', 'smartalloc-ops' ) }{ ' ' }
						<Time at={ trace.generated_at } />
					</span>
					<Button
						size="small"
						variant="secondary"
						onClick={ onAgain }
					>
						{ __( 'Look again', 'smartalloc-ops' ) }
					</Button>
				</div>
			</section>
			<section className="smartalloc-ops__card">
				<h3>{ __( 'What people ask', 'smartalloc-ops' ) }</h3>
				<Answers answers={ trace.answers } />
			</section>
			<section className="smartalloc-ops__card">
				<h3>{ __( 'What to tell the parent', 'smartalloc-ops' ) }</h3>
				<pre className="smartalloc-ops__copy" dir="auto">
					{ trace.copy }
				</pre>
				<CopyButton
					text={ trace.copy }
					label={ __( 'Copy this answer', 'smartalloc-ops' ) }
				/>
			</section>
			<section className="smartalloc-ops__card">
				<h3>{ __( 'What happened', 'smartalloc-ops' ) }</h3>
				<DataTable
					caption={ __(
						'What happened to the entry, oldest first',
						'smartalloc-ops'
					) }
					columns={ columns() }
					rows={ trace.moments.map( ( moment, key ) => ( {
						...moment,
						key,
					} ) ) }
					idOf={ ( { key } ) => key }
					empty={ __(
						'No source has noted anything with a time.',
						'smartalloc-ops'
					) }
				/>
			</section>
			<section className="smartalloc-ops__card">
				<h3>{ __( 'Flags then in force', 'smartalloc-ops' ) }</h3>
				<DataTable
					caption={ __(
						'Flags in force when the entry came, and set within a day after it',
						'smartalloc-ops'
					) }
					columns={ flagColumns() }
					rows={ trace.flags }
					idOf={ ( { flag, scope, revision } ) =>
						`${ flag }/${ scope }/${ revision }`
					}
					empty={ __(
						'Nobody had set a flag by then: everything was at its default.',
						'smartalloc-ops'
					) }
				/>
			</section>
			<section className="smartalloc-ops__card">
				<h3>{ __( 'Where this was looked up', 'smartalloc-ops' ) }</h3>
				<ul>
					{ trace.sources.map( ( { id, label, state, detail } ) => (
						<li key={ id }>
							<strong>{ label }</strong>: { sourceWord( state ) }.{ ' ' }
							<span dir="auto">{ detail }</span>
						</li>
					) ) }
				</ul>
			</section>
		</>
	);
}

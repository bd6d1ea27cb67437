import { Button } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type {
	Flag,
	Status,
	Trace,
	TraceAnswer,
	TraceFlag,
	TraceMoment,
} from '../../bridge/types';
import { ActionList } from '../../components/actions';
import { CopyButton } from '../../components/copy-button';
import { DataTable, type Column } from '../../components/data-table';
import {
	actorText,
	findFlag,
	flagKey,
	flagName,
	valueLabel,
} from '../../components/describe';
import { Mark, type Shape } from '../../components/mark';
import { Time } from '../../components/time';
import { useResource } from '../../store/use-resource';

/** An entry is no check: nothing about it is "recommended". */
function traceWord( status: Status ): string {
	switch ( status ) {
		case 'good':
			return __( 'Fine', 'smartalloc-ops' );
		case 'recommended':
			return __( 'Attention', 'smartalloc-ops' );
		case 'critical':
			return __( 'Trouble', 'smartalloc-ops' );
		case 'unknown':
			return __( 'Not known', 'smartalloc-ops' );
		case 'not_set_up':
			return __( 'Not set up', 'smartalloc-ops' );
	}
}

function Answers( { answers }: { answers: TraceAnswer[] } ) {
	return (
		<ul className="smartalloc-ops__checks">
			{ answers.map( ( answer ) => (
				<li key={ answer.id } className="smartalloc-ops__answer">
					<Mark
						shape={ answer.status }
						word={ traceWord( answer.status ) }
					/>
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
				<Time at={ at } as="moment" />
			),
	},
	{
		id: 'part',
		label: __( 'Part', 'smartalloc-ops' ),
		heads_row: true,
		cell: ( { label } ) => label,
	},
	{
		id: 'text',
		label: __( 'What', 'smartalloc-ops' ),
		cell: ( { status, stage, text } ) => (
			<span className="smartalloc-ops__moment">
				{ /* A flip is neither good nor bad. */ }
				{ stage !== 'flag' && (
					<Mark shape={ status } word={ traceWord( status ) } bare />
				) }
				<span dir="auto">{ text }</span>
			</span>
		),
	},
	{
		id: 'source',
		label: __( 'Source', 'smartalloc-ops' ),
		cell: ( { source } ) =>
			source ?? __( 'concluded from the others', 'smartalloc-ops' ),
	},
];

const flagColumns = ( flags: Flag[] ): Column< TraceFlag >[] => [
	{
		id: 'flag',
		label: __( 'Flag', 'smartalloc-ops' ),
		heads_row: true,
		cell: ( { flag, scope } ) => {
			const known = findFlag( flags, flagKey( flag, scope ) );
			return (
				<bdi>
					{ known ? flagName( known ) : flagKey( flag, scope ) }
				</bdi>
			);
		},
	},
	{
		id: 'value',
		label: __( 'Value', 'smartalloc-ops' ),
		cell: ( { flag, scope, value } ) => {
			const known = findFlag( flags, flagKey( flag, scope ) );
			return (
				<strong>{ known ? valueLabel( known, value ) : value }</strong>
			);
		},
	},
	{
		id: 'when',
		label: __( 'Set', 'smartalloc-ops' ),
		cell: ( { changed_at, is_later } ) => (
			<>
				<Time at={ changed_at } as="moment" />{ ' ' }
				{ is_later
					? __( '(after it came)', 'smartalloc-ops' )
					: __( '(in force when it came)', 'smartalloc-ops' ) }
			</>
		),
	},
	{
		id: 'actor',
		label: __( 'By', 'smartalloc-ops' ),
		cell: ( { actor } ) => <bdi>{ actorText( actor ) }</bdi>,
	},
	{
		id: 'reason',
		label: __( 'Why', 'smartalloc-ops' ),
		cell: ( { reason } ) => <span dir="auto">{ reason }</span>,
	},
];

function sourceWord( state: Trace[ 'sources' ][ number ][ 'state' ] ): {
	shape: Shape;
	word: string;
} {
	switch ( state ) {
		case 'read':
			return { shape: 'good', word: __( 'Read', 'smartalloc-ops' ) };
		case 'partly':
			return {
				shape: 'recommended',
				word: __( 'Read in part', 'smartalloc-ops' ),
			};
		case 'absent':
			return {
				shape: 'not_set_up',
				word: __( 'Not here', 'smartalloc-ops' ),
			};
		case 'broken':
			return {
				shape: 'unknown',
				word: __( 'Not readable', 'smartalloc-ops' ),
			};
	}
}

function Sources( { sources }: Pick< Trace, 'sources' > ) {
	return (
		<ul className="smartalloc-ops__checks">
			{ sources.map( ( { id, label, state, detail } ) => (
				<li key={ id } className="smartalloc-ops__answer">
					<Mark { ...sourceWord( state ) } />
					<div>
						<strong>{ label }</strong>{ ' ' }
						<span className="smartalloc-ops__quiet" dir="auto">
							{ detail }
						</span>
					</div>
				</li>
			) ) }
		</ul>
	);
}

interface TraceViewProps {
	trace: Trace;
	onAgain: () => void;
}

export function TraceView( { trace, onAgain }: TraceViewProps ) {
	const flags = useResource( paths.overview ).data?.flags ?? [];
	return (
		<>
			<section
				className={ `smartalloc-ops__headline smartalloc-ops__headline--${ trace.status }` }
				aria-live="polite"
			>
				<p className="smartalloc-ops__sentence">
					<Mark
						shape={ trace.status }
						word={ traceWord( trace.status ) }
						bare
					/>
					<strong dir="auto">{ trace.headline }</strong>
				</p>
				<div className="smartalloc-ops__toolbar">
					<span>
						{ __( 'As of', 'smartalloc-ops' ) }{ ' ' }
						<Time at={ trace.generated_at } />
					</span>
					<Button
						size="compact"
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
					columns={ flagColumns( flags ) }
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
				<Sources sources={ trace.sources } />
			</section>
		</>
	);
}

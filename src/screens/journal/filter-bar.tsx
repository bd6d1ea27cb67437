import { Button, SelectControl, TextControl } from '@wordpress/components';
import {
	createInterpolateElement,
	useEffect,
	useState,
} from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { JOURNAL_KINDS, paths } from '../../bridge/api';
import {
	formatDate,
	localeTag,
	parseInstant,
	type Zone,
} from '../../bridge/time';
import type { Actor, JournalEntry } from '../../bridge/types';
import { useSite } from '../../site';
import { useResource } from '../../store/use-resource';
import { fits, type FilterName, type Filters } from './filters';
import { actorKindWord, kindWord } from './words';

interface Option {
	value: string;
	label: string;
}

const ACTOR_KINDS: Actor[ 'kind' ][] = [
	'user',
	'cli',
	'cron',
	'run',
	'schedule',
	'system',
];

/** What the address asks for stays on the list, also when nothing on this page is like it. */
function withPresent( options: Option[], present: string | undefined ) {
	return present === undefined ||
		options.some( ( { value } ) => value === present )
		? options
		: [ ...options, { value: present, label: present } ];
}

function kindOptions(): Option[] {
	return [
		{ value: '', label: __( 'everything', 'smartalloc-ops' ) },
		...JOURNAL_KINDS.map( ( kind ) => ( {
			value: kind,
			label: kindWord( kind ),
		} ) ),
	];
}

/** The people on this page by name, then whoever else can have done it. */
function actorOptions( entries: JournalEntry[] ): Option[] {
	const people = new Map< string, string >();
	for ( const { actor } of entries ) {
		if ( actor.kind === 'user' && actor.name !== '' ) {
			people.set( `user:${ actor.id }`, actor.name );
		}
	}
	return [
		{ value: '', label: __( 'anyone', 'smartalloc-ops' ) },
		...[ ...people ].map( ( [ value, label ] ) => ( { value, label } ) ),
		...ACTOR_KINDS.map( ( kind ) => ( {
			value: kind,
			label: actorKindWord( kind ),
		} ) ),
	];
}

/** Each flag by its title; that of all its scopes at once. */
function useFlagOptions(): Option[] {
	const flags = useResource( paths.overview ).data?.flags ?? [];
	return [
		{ value: '', label: __( 'all flags', 'smartalloc-ops' ) },
		...new Map(
			flags.map( ( { flag, title } ) => [
				flag,
				{ value: flag, label: title },
			] )
		).values(),
	];
}

/** The browser's own date field knows no Persian calendar: the day is said beneath. */
function dayNote( day: string | undefined, zone: Zone ): string | undefined {
	const epoch = parseInstant( day === undefined ? null : `${ day }T12:00Z` );
	return epoch === null || ! localeTag( zone.locale ).includes( 'persian' )
		? undefined
		: formatDate( epoch, { ...zone, zone: '+00:00', offset_minutes: 0 } );
}

interface FilterBarProps {
	filters: Filters;
	/** What is on the page, for the names in it. */
	entries: JournalEntry[];
	onChange: ( filters: Filters ) => void;
}

/** Narrows the feed. Every filter stands in the address, so the view can be shared. */
export function FilterBar( { filters, entries, onChange }: FilterBarProps ) {
	const site = useSite();
	const flags = useFlagOptions();
	const [ typed, setTyped ] = useState< Filters >( filters );
	useEffect( () => setTyped( filters ), [ filters ] );
	const set = ( name: FilterName, value: string ) => {
		setTyped( { ...typed, [ name ]: value } );
		if ( value === '' || fits( name, value ) ) {
			onChange( { ...filters, [ name ]: value } );
		}
	};
	const selects = [
		{
			name: 'kind',
			label: __( 'Kind', 'smartalloc-ops' ),
			options: kindOptions(),
		},
		{
			name: 'flag',
			label: __( 'Flag', 'smartalloc-ops' ),
			options: flags,
		},
		{
			name: 'actor',
			label: __( 'By', 'smartalloc-ops' ),
			options: actorOptions( entries ),
		},
	] as const;
	const days = [
		{ name: 'from', label: __( 'From', 'smartalloc-ops' ) },
		{ name: 'to', label: __( 'Up to', 'smartalloc-ops' ) },
	] as const;
	return (
		<div
			className="smartalloc-ops__filters"
			role="search"
			aria-label={ __( 'Filter the journal', 'smartalloc-ops' ) }
		>
			{ selects.map( ( { name, label, options } ) => (
				<SelectControl
					key={ name }
					__next40pxDefaultSize
					__nextHasNoMarginBottom
					label={ label }
					value={ filters[ name ] ?? '' }
					options={ withPresent( options, filters[ name ] ) }
					onChange={ ( value ) => set( name, value ) }
				/>
			) ) }
			{ days.map( ( { name, label } ) => (
				<TextControl
					key={ name }
					__next40pxDefaultSize
					__nextHasNoMarginBottom
					type="date"
					label={ label }
					help={ dayNote( filters[ name ], site ) }
					value={ typed[ name ] ?? '' }
					onChange={ ( value ) => set( name, value ) }
				/>
			) ) }
			{ Object.keys( filters ).length > 0 && (
				<Button
					__next40pxDefaultSize
					variant="tertiary"
					onClick={ () => onChange( {} ) }
				>
					{ __( 'Show everything', 'smartalloc-ops' ) }
				</Button>
			) }
			{ filters.subject !== undefined && (
				<p className="smartalloc-ops__only">
					{ createInterpolateElement(
						__(
							'Only what is about <subject />.',
							'smartalloc-ops'
						),
						{
							subject: <bdi dir="ltr">{ filters.subject }</bdi>,
						}
					) }
				</p>
			) }
		</div>
	);
}

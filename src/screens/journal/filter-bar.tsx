import { Button, SelectControl, TextControl } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { JOURNAL_KINDS } from '../../bridge/api';
import { fits, type FilterName, type Filters } from './filters';
import { kindWord } from './words';

interface FilterBarProps {
	filters: Filters;
	onChange: ( filters: Filters ) => void;
}

function textLabel( name: 'flag' | 'subject' | 'actor' ): string {
	switch ( name ) {
		case 'flag':
			return __( 'Flag, as in comms', 'smartalloc-ops' );
		case 'subject':
			return __( 'About, as in run:3 or work:12', 'smartalloc-ops' );
		case 'actor':
			return __( 'By, as in cli or user:5', 'smartalloc-ops' );
	}
}

function kindOptions(): { value: string; label: string }[] {
	return [
		{ value: '', label: __( 'everything', 'smartalloc-ops' ) },
		...JOURNAL_KINDS.map( ( kind ) => ( {
			value: kind,
			label: kindWord( kind ),
		} ) ),
	];
}

/** Narrows the feed. Every filter stands in the address, so the view can be shared. */
export function FilterBar( { filters, onChange }: FilterBarProps ) {
	const [ typed, setTyped ] = useState< Filters >( filters );
	useEffect( () => setTyped( filters ), [ filters ] );
	const set = ( name: FilterName, value: string ) => {
		setTyped( { ...typed, [ name ]: value } );
		if ( value === '' || fits( name, value ) ) {
			onChange( { ...filters, [ name ]: value } );
		}
	};
	return (
		<div
			className="smartalloc-ops__filters"
			role="search"
			aria-label={ __( 'Filter the journal', 'smartalloc-ops' ) }
		>
			<SelectControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				label={ __( 'Kind', 'smartalloc-ops' ) }
				value={ filters.kind ?? '' }
				options={ kindOptions() }
				onChange={ ( kind ) => set( 'kind', kind ) }
			/>
			{ ( [ 'flag', 'subject', 'actor' ] as const ).map( ( name ) => (
				<TextControl
					key={ name }
					__next40pxDefaultSize
					__nextHasNoMarginBottom
					dir="ltr"
					label={ textLabel( name ) }
					value={ typed[ name ] ?? '' }
					onChange={ ( value ) => set( name, value.trim() ) }
				/>
			) ) }
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				type="date"
				label={ __( 'From', 'smartalloc-ops' ) }
				value={ typed.from ?? '' }
				onChange={ ( value ) => set( 'from', value ) }
			/>
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				type="date"
				label={ __( 'Up to', 'smartalloc-ops' ) }
				value={ typed.to ?? '' }
				onChange={ ( value ) => set( 'to', value ) }
			/>
			<Button
				__next40pxDefaultSize
				variant="tertiary"
				aria-disabled={ Object.keys( filters ).length === 0 }
				onClick={ () => onChange( {} ) }
			>
				{ __( 'Show everything', 'smartalloc-ops' ) }
			</Button>
		</div>
	);
}

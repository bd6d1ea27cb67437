import {
	RadioControl,
	SelectControl,
	TextControl,
} from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';

import { formatAbsolute, formatDuration } from '../../bridge/time';
import { useNow, useSite } from '../../site';
import { endOf, type EndWish } from './ends';

const PRESETS_MIN = [ 30, 60, 120, 240, 480, 1440 ];

/** The text follows the clock in steps that nobody notices. */
const STEP_MS = 5_000;

interface EndFieldProps {
	wish: EndWish;
	onChange: ( wish: EndWish ) => void;
	/** What it goes back to, as a word; without it nothing is asked. */
	back_to?: string;
	/** A freeze must end. */
	required?: boolean;
}

/** When it ends by itself, and what happens then. */
export function EndField( {
	wish,
	onChange,
	back_to,
	required = false,
}: EndFieldProps ) {
	const site = useSite();
	const end = endOf( wish, useNow( STEP_MS ), site );
	return (
		<div className="smartalloc-ops__end">
			<SelectControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				label={ __( 'Ends', 'smartalloc-ops' ) }
				value={ wish.choice }
				onChange={ ( choice ) => onChange( { ...wish, choice } ) }
				options={ [
					{
						value: '',
						label: required
							? __( 'choose…', 'smartalloc-ops' )
							: __(
									'when somebody changes it',
									'smartalloc-ops'
								),
					},
					...PRESETS_MIN.map( ( minutes ) => ( {
						value: String( minutes ),
						label: sprintf(
							/* translators: %s: a span of time, e.g. 2 h. */
							__( 'in %s', 'smartalloc-ops' ),
							formatDuration( minutes * 60, site.locale )
						),
					} ) ),
					{
						value: 'at',
						label: __( 'at a time…', 'smartalloc-ops' ),
					},
				] }
			/>
			{ wish.choice === 'at' && (
				<TextControl
					__next40pxDefaultSize
					__nextHasNoMarginBottom
					type="time"
					label={ __( 'Time of the site', 'smartalloc-ops' ) }
					value={ wish.at }
					onChange={ ( at ) => onChange( { ...wish, at } ) }
				/>
			) }
			{ end !== null && (
				<p className="smartalloc-ops__quiet">
					{ sprintf(
						/* translators: %s: date and time with its zone. */
						__( 'That is %s.', 'smartalloc-ops' ),
						formatAbsolute( end, site )
					) }
				</p>
			) }
			{ wish.choice !== '' && back_to !== undefined && (
				<RadioControl
					label={ __( 'Then', 'smartalloc-ops' ) }
					selected={ wish.then }
					onChange={ ( then ) =>
						onChange( {
							...wish,
							then: then === 'ask' ? 'ask' : 'back',
						} )
					}
					options={ [
						{
							value: 'back',
							label: sprintf(
								/* translators: %s: value of a flag. */
								__( 'it goes back to %s', 'smartalloc-ops' ),
								back_to
							),
						},
						{
							value: 'ask',
							label: __(
								'it asks on the Overview',
								'smartalloc-ops'
							),
						},
					] }
				/>
			) }
		</div>
	);
}

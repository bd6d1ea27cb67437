import { Button, TextareaControl } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

interface ReasonFieldProps {
	value: string;
	onChange: ( reason: string ) => void;
	recent?: string[];
	help?: string;
}

/** A text area, so that Enter is a new line and never sends anything. */
export function ReasonField( {
	value,
	onChange,
	recent = [],
	help = __(
		'Everyone who can see this screen can read it.',
		'smartalloc-ops'
	),
}: ReasonFieldProps ) {
	return (
		<div className="smartalloc-ops__reason">
			<TextareaControl
				__nextHasNoMarginBottom
				label={ __( 'Reason (required)', 'smartalloc-ops' ) }
				help={ help }
				rows={ 2 }
				maxLength={ 300 }
				value={ value }
				onChange={ onChange }
				required
			/>
			{ recent.length > 0 && (
				<div
					className="smartalloc-ops__recent"
					role="group"
					aria-label={ __( 'Recent reasons', 'smartalloc-ops' ) }
				>
					{ recent.map( ( reason ) => (
						<Button
							key={ reason }
							size="small"
							variant="secondary"
							onClick={ () => onChange( reason ) }
						>
							{ reason }
						</Button>
					) ) }
				</div>
			) }
		</div>
	);
}

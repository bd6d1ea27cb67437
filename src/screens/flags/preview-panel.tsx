import { Notice } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import type { FlagPreview } from '../../bridge/types';
import { Refusals } from '../../components/actions';
import { CountText } from '../../components/count';
import { Failure, Skeleton } from '../../components/states';
import type { PreviewState } from './use-preview';

function Reach( { reach }: Pick< FlagPreview, 'reach' > ) {
	return reach.length === 0 ? null : (
		<div>
			<h3>{ __( 'What it reaches', 'smartalloc-ops' ) }</h3>
			<dl className="smartalloc-ops__reach">
				{ reach.map( ( { label, count, note } ) => (
					<div key={ label }>
						<dt>{ label }</dt>
						<dd>
							<CountText count={ count } why={ note } />{ ' ' }
							{ note !== '' && (
								<span className="smartalloc-ops__quiet">
									{ count === null ? `(${ note })` : note }
								</span>
							) }
						</dd>
					</div>
				) ) }
			</dl>
		</div>
	);
}

function Reassurances( { reassurances }: Pick< FlagPreview, 'reassurances' > ) {
	return reassurances.length === 0 ? null : (
		<div>
			<h3>{ __( 'What you can count on', 'smartalloc-ops' ) }</h3>
			<ul className="smartalloc-ops__list">
				{ reassurances.map( ( sentence ) => (
					<li key={ sentence }>{ sentence }</li>
				) ) }
			</ul>
		</div>
	);
}

interface PreviewPanelProps {
	preview: PreviewState;
	onRetry: () => void;
}

/** Reach first: nobody switches blind. */
export function PreviewPanel( { preview, onRetry }: PreviewPanelProps ) {
	if ( preview.state === 'measuring' ) {
		return (
			<Skeleton
				rows={ 5 }
				label={ __( 'Measuring what it would do', 'smartalloc-ops' ) }
			/>
		);
	}
	if ( preview.state === 'failed' ) {
		return <Failure error={ preview.error } onRetry={ onRetry } />;
	}
	const { refusals, warnings, reach, reassurances } = preview.preview;
	return (
		<div className="smartalloc-ops__stack">
			{ refusals.length > 0 && (
				<Notice status="error" isDismissible={ false }>
					<Refusals refusals={ refusals } />
				</Notice>
			) }
			{ warnings.map( ( warning ) => (
				<Notice
					key={ warning }
					status="warning"
					isDismissible={ false }
				>
					{ warning }
				</Notice>
			) ) }
			<Reach reach={ reach } />
			<Reassurances reassurances={ reassurances } />
		</div>
	);
}

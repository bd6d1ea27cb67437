import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { asApiError } from '../../bridge/errors';
import type {
	Settings,
	SettingsPatch,
	SettingsPreview,
	SettingsSection,
} from '../../bridge/types';
import { GuardedButton } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { useCan } from '../../site';
import { store } from '../../store';
import { patchOf, type Draft } from './draft';
import { Field } from './field';
import { ReviewDialog } from './review-dialog';

interface SettingsFormProps {
	settings: Settings;
	section: SettingsSection;
	/** What was typed, in this section and in the others. */
	draft: Draft;
	onDraft: ( draft: Draft ) => void;
}

interface Review {
	values: SettingsPatch;
	preview: SettingsPreview;
}

/** One section of the settings. Nothing is saved before the review, which covers all sections. */
export function SettingsForm( {
	settings,
	section,
	draft,
	onDraft,
}: SettingsFormProps ) {
	const allowed = useCan( 'smartalloc_ops_settings' );
	const { previewSettings } = useDispatch( store );
	const [ review, setReview ] = useState< Review | null >( null );
	const [ saved, setSaved ] = useState< number | null >( null );
	const task = useTask();
	const patch = patchOf( settings, draft );
	const errors = asApiError( task.error )?.data?.fields ?? {};
	const words = settings.sections.find( ( { id } ) => id === section );

	const ask = () =>
		task.run( async () => {
			const preview = await previewSettings( patch );
			setReview( { values: patch, preview } );
			return __( 'Look at what it does, then save.', 'smartalloc-ops' );
		} );

	return (
		<section className="smartalloc-ops__card">
			<h3>{ words?.title }</h3>
			<p>{ words?.description }</p>
			<div className="smartalloc-ops__form">
				{ settings.definitions
					.filter( ( definition ) => definition.section === section )
					.map( ( definition ) => (
						<Field
							key={ definition.key }
							definition={ definition }
							settings={ settings }
							typed={ draft[ definition.key ] }
							error={ errors[ definition.key ] }
							disabled={
								! allowed ||
								settings.sources[ definition.key ] ===
									'constant'
							}
							onType={ ( typed ) => {
								task.forget();
								setSaved( null );
								onDraft( {
									...draft,
									[ definition.key ]: typed,
								} );
							} }
						/>
					) ) }
			</div>
			<div className="smartalloc-ops__buttons">
				<GuardedButton
					capability="smartalloc_ops_settings"
					variant="primary"
					is_busy={ task.busy }
					blocked={
						Object.keys( patch ).length === 0
							? __( 'Nothing is changed yet.', 'smartalloc-ops' )
							: null
					}
					onClick={ ask }
				>
					{ __( 'Review and save…', 'smartalloc-ops' ) }
				</GuardedButton>
				{ saved !== null && (
					<Mark
						shape="good"
						word={ sprintf(
							/* translators: %d: revision number. */
							__( 'Saved as revision %d.', 'smartalloc-ops' ),
							saved
						) }
					/>
				) }
			</div>
			{ Object.keys( errors ).length === 0 ? (
				<TaskError error={ task.error } />
			) : (
				<p className="smartalloc-ops__error">
					{ __(
						'Not everything fits yet: see what is said at the fields.',
						'smartalloc-ops'
					) }
				</p>
			) }
			{ review && (
				<ReviewDialog
					settings={ settings }
					values={ review.values }
					preview={ review.preview }
					onClose={ () => setReview( null ) }
					onSaved={ ( fresh ) => {
						setReview( null );
						onDraft( {} );
						setSaved( fresh.revision );
					} }
				/>
			) }
		</section>
	);
}

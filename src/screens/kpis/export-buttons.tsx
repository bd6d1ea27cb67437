import { Button } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { __, sprintf } from '@wordpress/i18n';

import type { ExportPath } from '../../bridge/api';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';

const FORMATS = [ 'csv', 'json' ] as const;

/** Hands a file to the browser, which keeps it where the person wants it. */
function save( file: Blob, name: string ) {
	const link = document.createElement( 'a' );
	link.href = URL.createObjectURL( file );
	link.download = name;
	document.body.append( link );
	link.click();
	link.remove();
	URL.revokeObjectURL( link.href );
}

interface ExportButtonsProps {
	path: ExportPath;
	/** Of the file, without its ending. */
	name: string;
	/** What is in the file. */
	what: string;
}

export function ExportButtons( { path, name, what }: ExportButtonsProps ) {
	const { exportFile } = useDispatch( store );
	const task = useTask();
	return (
		<div className="smartalloc-ops__export">
			<div className="smartalloc-ops__buttons">
				{ FORMATS.map( ( format ) => (
					<Button
						key={ format }
						__next40pxDefaultSize
						size="compact"
						variant="secondary"
						isBusy={ task.busy }
						onClick={ () =>
							void task.run( async () => {
								save(
									await exportFile( path, format ),
									`${ name }.${ format }`
								);
								return __( 'Saved.', 'smartalloc-ops' );
							} )
						}
					>
						{ sprintf(
							/* translators: %s: name of a file format. */
							__( 'Export %s', 'smartalloc-ops' ),
							format.toUpperCase()
						) }
						<span className="screen-reader-text"> { what }</span>
					</Button>
				) ) }
			</div>
			<TaskError error={ task.error } />
		</div>
	);
}

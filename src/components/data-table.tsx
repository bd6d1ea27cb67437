import { Fragment } from '@wordpress/element';
import type { ReactNode } from 'react';

export interface Column< T > {
	id: string;
	label: string;
	/** Right-aligned, with digits of one width. */
	numeric?: boolean;
	/** Names the row for screen readers. */
	heads_row?: boolean;
	cell: ( row: T ) => ReactNode;
}

interface DataTableProps< T > {
	caption: string;
	columns: Column< T >[];
	rows: T[];
	idOf: ( row: T ) => string | number;
	/** What it means that there are no rows. */
	empty: string;
	/** Shown beneath a row; null keeps it closed. */
	details?: ( row: T ) => ReactNode;
}

/** A table that becomes a list of cards on a narrow screen, by style alone. */
export function DataTable< T >( {
	caption,
	columns,
	rows,
	idOf,
	empty,
	details,
}: DataTableProps< T > ) {
	if ( rows.length === 0 ) {
		return <p className="smartalloc-ops__empty">{ empty }</p>;
	}
	return (
		<table className="widefat smartalloc-ops__table">
			<caption className="screen-reader-text">{ caption }</caption>
			<thead>
				<tr>
					{ columns.map( ( { id, label, numeric } ) => (
						<th
							key={ id }
							scope="col"
							className={ numeric ? 'is-numeric' : undefined }
						>
							{ label }
						</th>
					) ) }
				</tr>
			</thead>
			<tbody>
				{ rows.map( ( row ) => {
					const more = details?.( row ) ?? null;
					return (
						<Fragment key={ idOf( row ) }>
							<tr>
								{ columns.map( ( column ) => (
									<Cell
										key={ column.id }
										column={ column }
										row={ row }
									/>
								) ) }
							</tr>
							{ more !== null && (
								<tr className="is-details">
									<td colSpan={ columns.length }>{ more }</td>
								</tr>
							) }
						</Fragment>
					);
				} ) }
			</tbody>
		</table>
	);
}

function Cell< T >( { column, row }: { column: Column< T >; row: T } ) {
	const content = column.cell( row );
	return column.heads_row ? (
		<th scope="row">{ content }</th>
	) : (
		<td
			data-label={ column.label }
			className={ column.numeric ? 'is-numeric' : undefined }
		>
			{ content }
		</td>
	);
}

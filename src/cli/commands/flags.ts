import * as api from '../../bridge/api';
import type { Flag, FlagPreview } from '../../bridge/types';
import type { Arguments } from '../arguments';
import { Failure } from '../failure';
import type { Io } from '../io';
import { plain, table } from '../output';
import { confirm } from './confirm';
import type { Result } from './result';
import { flag_name, refusal_lines } from './words';

export async function flags(): Promise< Result > {
	const { items } = await api.read( api.paths.flags );
	return {
		json: items,
		text: table(
			[
				'flag',
				'scope',
				'value',
				'revision',
				'held',
				'enforced',
				'by',
				'changed_at',
				'reason',
			],
			items.map( ( flag ) => [
				flag.flag,
				flag.scope,
				flag.value,
				flag.revision,
				flag.held,
				flag.enforcement.state,
				flag.actor?.name,
				flag.changed_at,
				flag.reason,
			] )
		),
		// As in WP-CLI: how the switches stand is somebody's decision, no finding.
		status: 'good',
	};
}

function preview_lines( preview: FlagPreview ): string[] {
	return [
		...preview.reach.map( ( { label, count, note } ) => {
			const shown =
				count === null
					? '-'
					: `${ count.value }${ count.capped ? '+' : '' }`;
			return `${ label }: ${ shown } ${ note }`;
		} ),
		...preview.reassurances,
		...preview.warnings,
	].map( plain );
}

function changed( flag: Flag ): Result {
	return {
		json: flag,
		text: `Success: ${ flag_name( flag ) } is ${ flag.value } (revision ${ flag.revision }).`,
		status: 'good',
	};
}

export async function flags_set( given: Arguments, io: Io ): Promise< Result > {
	const [ , , flag, value, ...more ] = given.words;
	if ( flag === undefined || value === undefined || more.length > 0 ) {
		throw new Failure(
			'Which switch, and what to? smartalloc-ops flags set <flag> <value> [--scope=<scope>] --reason=<why>'
		);
	}
	const preview = await api.previewFlag( flag, given.scope, value );
	const said = preview_lines( preview );
	if ( given.dry_run ) {
		return {
			json: preview,
			text: [
				...said,
				...refusal_lines( preview.refusals ),
				'Dry run: nothing was changed.',
			].join( '\n' ),
			status: 'good',
		};
	}
	if ( ! given.json ) {
		io.out( said.join( '\n' ) );
	}
	if ( preview.refusals.length > 0 ) {
		throw new Failure(
			'Refused. Nothing was changed.',
			refusal_lines( preview.refusals )
		);
	}
	if ( given.reason.trim() === '' ) {
		throw new Failure(
			'Why? The next person will read it: --reason=<why>'
		);
	}
	await confirm( `Set ${ flag_name( preview ) } to ${ value }?`, given, io );
	return changed(
		await api.changeFlag( flag, given.scope, {
			value,
			revision: given.revision ?? preview.revision,
			reason: given.reason,
		} )
	);
}

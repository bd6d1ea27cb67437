import * as api from '../../bridge/api';
import type { Trace } from '../../bridge/types';
import { type Arguments, whole_number } from '../arguments';
import { plain, table } from '../output';
import type { Result } from './result';

function trace_text( story: Trace ): string {
	const labels = new Map(
		story.sources.map( ( { id, label } ) => [ id, label ] )
	);
	const silent = story.sources.filter( ( { state } ) => state !== 'read' );
	return [
		plain( story.headline ),
		'',
		table(
			[ 'question', 'status', 'answer' ],
			story.answers.map( ( { question, status: found, text } ) => [
				question,
				found,
				text,
			] )
		),
		'',
		table(
			[ 'at', 'stage', 'status', 'what', 'source' ],
			story.moments.map( ( moment ) => [
				moment.at,
				moment.stage,
				moment.status,
				moment.text,
				labels.get( moment.source ?? '' ),
			] )
		),
		...silent.map( ( { label, state, detail } ) =>
			plain( `${ label } (${ state }): ${ detail }` )
		),
	].join( '\n' );
}

export async function trace( { words }: Arguments ): Promise< Result > {
	const entry = whole_number(
		'entry',
		words[ 1 ] ?? '',
		1,
		Number.MAX_SAFE_INTEGER
	);
	const story = await api.read( api.paths.trace( entry ) );
	return { json: story, text: trace_text( story ), status: story.status };
}

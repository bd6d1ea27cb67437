import type { Arguments } from '../arguments';
import { Failure } from '../failure';
import type { Io } from '../io';

/** Asks before something is changed; where nobody can be asked, only --yes answers. */
export async function confirm(
	question: string,
	{ yes }: Arguments,
	{ ask }: Io
): Promise< void > {
	if ( yes ) {
		return;
	}
	const answer = ask === null ? '' : await ask( `${ question } [y/n] ` );
	if ( answer.trim().toLowerCase() !== 'y' ) {
		throw new Failure(
			'Not confirmed (--yes answers for you). Nothing was changed.'
		);
	}
}

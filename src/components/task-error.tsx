import { asApiError, errorMessage } from '../bridge/errors';
import { Refusals } from './actions';

/** What the server said, and each refusal with its way forward. */
export function TaskError( { error }: { error: unknown } ) {
	if ( error === null ) {
		return null;
	}
	const refusals = asApiError( error )?.data?.refusals ?? [];
	return (
		<div className="smartalloc-ops__error">
			{ refusals.length > 0 ? (
				<Refusals refusals={ refusals } />
			) : (
				errorMessage( error )
			) }
		</div>
	);
}

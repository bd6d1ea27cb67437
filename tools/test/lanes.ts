/**
 * Carries out tasks in their order, several at a time: whenever one ends, the next begins. One that throws ends the wait at
 * once; those under way are left to the caller.
 *
 * @return What each gave, in the order of the tasks.
 */
export async function in_lanes< Task, Result >(
	tasks: readonly Task[],
	lanes: number,
	carry_out: ( task: Task, index: number ) => Promise< Result >
): Promise< Result[] > {
	const results: Result[] = [];
	const waiting = tasks.entries();
	const lane = async () => {
		for ( const [ index, task ] of waiting ) {
			results[ index ] = await carry_out( task, index );
		}
	};
	await Promise.all( Array.from( { length: lanes }, lane ) );
	return results;
}

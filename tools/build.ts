import { BUILD, build_into } from './lib/build';
import { run_tool } from './lib/errors';
import { clean_up_on_signals } from './lib/processes';

void run_tool( async () => {
	clean_up_on_signals();
	const ended = await build_into( BUILD, ( chunk ) => {
		process.stdout.write( chunk );
	} );
	return ended.code;
} );

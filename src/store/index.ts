import { createReduxStore } from '@wordpress/data';

import * as actions from './actions';
import * as proposal_actions from './proposal-actions';
import { reducer } from './reducer';
import * as resolvers from './resolvers';
import * as selectors from './selectors';

export const store = createReduxStore( 'smartalloc-ops', {
	reducer,
	actions: { ...actions, ...proposal_actions },
	resolvers,
	selectors,
} );

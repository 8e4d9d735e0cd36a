// Stand-in for the site's resolver, on the switch: every name has the same documentation address, but below the search domain
// of the nodes there is none.
import {codes, isAddressQuery, makeAnswer, parseQuery} from './dns-message.js';
import {serveDns} from './dns-server.js';
import {becomeProgram, reportReady} from './stand-in.js';

const [address] = becomeProgram();
await serveDns(address, message => {
	const query = parseQuery(message);
	if (query.name.endsWith('.example.org')) {
		return makeAnswer(query, codes.noSuchName);
	}
	return makeAnswer(query, codes.noError, isAddressQuery(query) ? ['192.0.2.53'] : []);
});
reportReady();

// Stand-in for the site's resolver, on the switch: every name has the same documentation address.
import {codes, isAddressQuery, makeAnswer, parseQuery} from './dns-message.js';
import {serveDns} from './dns-server.js';
import {becomeProgram, reportReady} from './stand-in.js';

const [address] = becomeProgram();
await serveDns(address, message => {
	const query = parseQuery(message);
	return makeAnswer(query, codes.noError, isAddressQuery(query) ? ['192.0.2.53'] : []);
});
reportReady();

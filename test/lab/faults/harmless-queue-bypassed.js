import {rule} from '../injections.js';

export default {
	id: 'harmless-queue-bypassed',
	about: 'a queue for forwarded packets that is bypassed as long as nobody reads it',
	node: 'agent',
	expect: 'nothing',
	...rule('FORWARD -j NFQUEUE --queue-num 2 --queue-bypass'),
};

import {all, nftTable, rule} from '../injections.js';

export default {
	id: 'harmless-lengths-refused',
	about: 'packets that are larger than any frame here, or hold nothing, are dropped',
	node: 'agent',
	expect: 'nothing',
	...all(
		rule('INPUT -p udp -m length --length 0:28 -j DROP'),
		nftTable(
			'inet jumbo',
			'chain arriving { type filter hook prerouting priority -300; policy accept; meta length > 9500 drop; }',
		),
	),
};

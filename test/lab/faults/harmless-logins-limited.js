import {all, rule} from '../injections.js';

export default {
	id: 'harmless-logins-limited',
	about: 'logins over ssh are limited, and what is too much is dropped',
	node: 'agent',
	expect: 'nothing',
	...all(
		rule('INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -j DROP'),
		rule('INPUT -p tcp --dport 22 -m limit --limit 3/min -j ACCEPT'),
	),
};

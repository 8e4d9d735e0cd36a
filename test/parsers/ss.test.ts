import {describe, expect, it} from 'vitest';
import {parseListeningSockets} from '../../src/parsers/ss.ts';
import {survivesDamage} from './damage.ts';

/** ss of iproute2 6.1; the last line as an unprivileged user sees it. */
const text = `LISTEN 0      8      0.0.0.0:179 0.0.0.0:* users:(("bird",pid=18510,fd=7))
LISTEN 0      4096   127.0.0.1:9099      0.0.0.0:*    users:(("node_exporter",pid=812,fd=3),("node_exporter",pid=813,fd=3))
LISTEN 0      4096   127.0.0.53%lo:53         0.0.0.0:*
LISTEN 0      511        [::1]:6010 [::]:*
LISTEN 0      511            *:10250 *:*
`;

describe('sockets that listen', () => {
	it('have an address, a port and the processes that hold them', () => {
		expect(parseListeningSockets(text)).toEqual([
			{address: '0.0.0.0', port: 179, processes: [{name: 'bird', pid: 18510}]},
			{
				address: '127.0.0.1',
				port: 9099,
				processes: [
					{name: 'node_exporter', pid: 812},
					{name: 'node_exporter', pid: 813},
				],
			},
			{address: '127.0.0.53', port: 53, processes: []},
			{address: '[::1]', port: 6010, processes: []},
			{address: '*', port: 10250, processes: []},
		]);
		expect(parseListeningSockets('')).toEqual([]);
	});

	it('survive damage', () => survivesDamage(parseListeningSockets, text));
});

import {describe, expect, it} from 'vitest';
import {parseSystemctlShow} from '../../src/parsers/systemctl-show.ts';
import {survivesDamage} from './damage.ts';

const text = `Result=success
NRestarts=3
MainPID=812
ExecMainStatus=0
EnvironmentFiles=/etc/default/rke2-server (ignore_errors=yes)
EnvironmentFiles=/etc/sysconfig/rke2-server (ignore_errors=yes)
Id=rke2-server.service
LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled

Result=success
NRestarts=0
MainPID=0
ExecMainStatus=[not set]
Id=firewalld.service
LoadState=not-found
ActiveState=inactive
SubState=dead
UnitFileState=
`;

describe('parseSystemctlShow', () => {
	it('reads several units, also those that do not exist', () => {
		const [server, firewall, ...rest] = parseSystemctlShow(text);
		expect(rest).toEqual([]);
		expect(server).toMatchObject({
			id: 'rke2-server.service',
			activeState: 'active',
			subState: 'running',
			unitFileState: 'enabled',
			result: 'success',
			restarts: 3,
			mainPid: 812,
			exitStatus: 0,
		});
		expect(server?.properties.EnvironmentFiles).toBe(
			'/etc/default/rke2-server (ignore_errors=yes)\n/etc/sysconfig/rke2-server (ignore_errors=yes)',
		);
		expect(firewall).toMatchObject({id: 'firewalld.service', loadState: 'not-found', restarts: 0});
		expect(firewall).not.toHaveProperty('mainPid');
		expect(firewall).not.toHaveProperty('exitStatus');
		expect(firewall).not.toHaveProperty('unitFileState');
	});

	it.each([
		['nothing', '', 'expected the properties of at least one unit, got nothing'],
		['a unit without Id', 'ActiveState=active\n', 'expected the property Id of each unit, got none'],
		[
			'an error text',
			'Failed to connect to bus',
			'expected "Property=value", got "Failed to connect to bus"',
		],
	])('refuses %s', (_, broken, message) => {
		expect(() => parseSystemctlShow(broken)).toThrow(message);
	});

	it('survives damage', () => {
		survivesDamage(parseSystemctlShow, text);
	});
});

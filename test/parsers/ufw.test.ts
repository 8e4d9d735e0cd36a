import {describe, expect, it} from 'vitest';
import {parseUfwAllowances, parseUfwEnabled, parseUfwPolicies} from '../../src/parsers/ufw.ts';
import {survivesDamage} from './damage.ts';

const rules = `*filter
:ufw-user-input - [0:0]
### RULES ###

### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in
-A ufw-user-input -p tcp --dport 22 -j ACCEPT

### tuple ### limit tcp 2222 0.0.0.0/0 any 0.0.0.0/0 in
### tuple ### allow any any 0.0.0.0/0 any 10.0.0.0/24 in
-A ufw-user-input -s 10.0.0.0/24 -j ACCEPT

### tuple ### allow udp 8472 0.0.0.0/0 any 10.1.0.0/24 in_eth0 comment=636166c3a9
### tuple ### allow tcp 80,443 0.0.0.0/0 any 0.0.0.0/0 Nginx%20Full - in
### tuple ### deny any any 0.0.0.0/0 any 203.0.113.0/24 in
### tuple ### route:allow any any 0.0.0.0/0 any 0.0.0.0/0 in_cali0
### tuple ### allow udp 53 0.0.0.0/0 any 0.0.0.0/0 out
### END RULES ###
COMMIT
`;

describe('ufw', () => {
	it('reads what is let in', () => {
		expect(
			parseUfwAllowances(rules).map(({protocol, port, source}) => `${protocol} ${port} ${source}`),
		).toEqual([
			'tcp 22 0.0.0.0/0',
			'tcp 2222 0.0.0.0/0',
			'any any 10.0.0.0/24',
			'udp 8472 10.1.0.0/24',
			'tcp 80,443 0.0.0.0/0',
		]);
	});

	it.each([
		['ENABLED=yes\n', true],
		['# comment\nENABLED="YES"\nLOGLEVEL=low\n', true],
		['ENABLED=no\n', false],
		['', false],
	])('%j is enabled: %s', (text, isEnabled) => {
		expect(parseUfwEnabled(text)).toBe(isEnabled);
	});

	it('knows the policies of a fresh installation', () => {
		expect(parseUfwPolicies('')).toEqual({input: 'DROP', forward: 'DROP'});
		expect(parseUfwPolicies('DEFAULT_INPUT_POLICY="REJECT"\nDEFAULT_FORWARD_POLICY="ACCEPT"\n')).toEqual({
			input: 'REJECT',
			forward: 'ACCEPT',
		});
	});

	it('survives damage', () => {
		survivesDamage(parseUfwAllowances, rules);
	});
});

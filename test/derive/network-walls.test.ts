import {expect, it} from 'vitest';
import {wallsOf} from '../../src/derive/network-walls.ts';

it('names what filters datagrams by who runs the machines', () => {
	expect(wallsOf({vendor: 'Amazon EC2', cloud: 'amazon'})).toContain('authorize-security-group-ingress');
	expect(wallsOf({vendor: 'VMware, Inc.'})).toContain('flannel.backendPort');
	expect(wallsOf(undefined)).toBe('security groups, hypervisors and firewalls');
});

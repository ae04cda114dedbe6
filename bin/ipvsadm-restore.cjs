#!/usr/bin/env node
require('../dist/ipvsadm.cjs').main('ipvsadm-restore');

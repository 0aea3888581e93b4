import { Module } from '@nestjs/common';
import { LoginModule } from './login/login.module.js';
import { NowModule } from './now/now.module.js';
import { PageModule } from './page/page.module.js';
import { ProxyModule } from './proxy/proxy.module.js';
import { SessionModule } from './session/session.module.js';

@Module({ imports: [SessionModule, LoginModule, NowModule, ProxyModule, PageModule] })
export class ConsoleModule {}
